"""The router of ``/api/v1/``: each app registers its viewsets here."""

from __future__ import annotations

from rest_framework.routers import DefaultRouter

from apps.casework.api import JobViewSet
from apps.claims.api import ClaimViewSet
from apps.claims.cars_api import CarViewSet
from apps.claims.drafts_api import ClaimDraftViewSet
from apps.disputes.api import EscalationViewSet, ObjectionViewSet
from apps.duties.api import CalendarViewSet, RuleChangeViewSet, RuleViewSet
from apps.duties.closures_api import ClosureViewSet
from apps.exports.api import ExporterViewSet, LicenceViewSet
from apps.exports.certificates_api import CertificateViewSet
from apps.exports.check_api import VinCheckViewSet
from apps.exports.conduct_api import ConductViewSet
from apps.exports.findings_api import FindingRuleViewSet, FindingViewSet
from apps.exports.letters_api import LetterCheckViewSet, LetterViewSet
from apps.exports.orphans_api import OrphanViewSet
from apps.exports.recalls_api import RecallViewSet
from apps.exports.records_api import ExportRecordViewSet
from apps.network.api import AppointmentViewSet
from apps.organizations.api import ServicePointViewSet
from apps.oversight.api import FlagViewSet, JudgementViewSet, TallyViewSet
from apps.oversight.measures_api import MeasureViewSet
from apps.oversight.signals_api import SignalViewSet
from apps.parts.api import OrderViewSet, StockViewSet
from apps.parts.asking_api import PartRequestViewSet
from apps.parts.backorders_api import BackorderViewSet
from apps.parts.catalogue_api import PartViewSet
from apps.parts.cores_api import CoreViewSet, DepositViewSet
from apps.parts.counts_api import StockTakeViewSet
from apps.parts.reorder_api import SuggestedOrderViewSet
from apps.parts.reservations_api import ReservationViewSet
from apps.parts.returns_api import ReturnViewSet
from apps.parts.transfers_api import TransferViewSet
from apps.settlements.api import EstimateViewSet, SettlementViewSet
from apps.settlements.money_api import BatchViewSet, FaultViewSet, PassRuleViewSet, RateViewSet
from apps.vehicles.handovers_api import HandoverViewSet
from apps.vehicles.registrations_api import RegistrationViewSet
from apps.vehicles.vin_photos_api import VinPhotoViewSet
from apps.warranty.api import VehicleViewSet
from apps.warranty.plans_api import DraftViewSet, PlanViewSet
from apps.workshop.api import BookingViewSet

router = DefaultRouter()
router.include_format_suffixes = False
router.include_root_view = False
router.register("vehicles", VehicleViewSet, basename="vehicle")
router.register("warranty-plans", PlanViewSet, basename="warranty-plan")
router.register("warranty-drafts", DraftViewSet, basename="plan")
router.register("cars", CarViewSet, basename="car")
router.register("registrations", RegistrationViewSet, basename="registration")
router.register("handovers", HandoverViewSet, basename="handover")
router.register("service-points", ServicePointViewSet, basename="service-point")
router.register("appointments", AppointmentViewSet, basename="appointment")
router.register("claims", ClaimViewSet, basename="claim")
router.register("claim-drafts", ClaimDraftViewSet, basename="claim-draft")
router.register("bookings", BookingViewSet, basename="booking")
router.register("objections", ObjectionViewSet, basename="objection")
router.register("escalations", EscalationViewSet, basename="escalation")
router.register("estimates", EstimateViewSet, basename="estimate")
router.register("settlements", SettlementViewSet, basename="settlement")
router.register("payment-batches", BatchViewSet, basename="batch")
router.register("exchange-rates", RateViewSet, basename="exchange-rate")
router.register("fault-codes", FaultViewSet, basename="fault-code")
router.register("pass-rules", PassRuleViewSet, basename="pass-rule")
router.register("parts", PartViewSet, basename="part")
router.register("stock-reservations", ReservationViewSet, basename="stock-reservation")
router.register("stock-takes", StockTakeViewSet, basename="stocktake")
router.register("transfers", TransferViewSet, basename="transfer")
router.register("part-requests", PartRequestViewSet, basename="partrequest")
router.register("stock", StockViewSet, basename="stock")
router.register("suggested-orders", SuggestedOrderViewSet, basename="suggested-order")
router.register("orders", OrderViewSet, basename="order")
router.register("cores", CoreViewSet, basename="core")
router.register("core-deposits", DepositViewSet, basename="core-deposit")
router.register("part-returns", ReturnViewSet, basename="partreturn")
router.register("backorders", BackorderViewSet, basename="backorder")
router.register("exporters", ExporterViewSet, basename="exporter")
router.register("licences", LicenceViewSet, basename="licence")
router.register("letters", LetterViewSet, basename="letter")
router.register("letter-checks", LetterCheckViewSet, basename="letter-check")
router.register("export-records", ExportRecordViewSet, basename="export-record")
router.register("registration-certificates", CertificateViewSet, basename="registration-certificate")
router.register("conduct", ConductViewSet, basename="conduct")
router.register("findings", FindingViewSet, basename="finding")
router.register("finding-rules", FindingRuleViewSet, basename="finding-rule")
router.register("orphans", OrphanViewSet, basename="orphan")
router.register("vin-checks", VinCheckViewSet, basename="vin-check")
router.register("vin-photos", VinPhotoViewSet, basename="vin-photo")
router.register("recalls", RecallViewSet, basename="recall")
router.register("jobs", JobViewSet, basename="job")
router.register("flags", FlagViewSet, basename="flag")
router.register("judgements", JudgementViewSet, basename="judgement")
router.register("measures", MeasureViewSet, basename="measure")
router.register("tallies", TallyViewSet, basename="tally")
router.register("rules", RuleViewSet, basename="rule-version")
router.register("rule-changes", RuleChangeViewSet, basename="rule")
router.register("signals", SignalViewSet, basename="signal")
router.register("closures", ClosureViewSet, basename="closure")
router.register("calendars", CalendarViewSet, basename="calendar")
