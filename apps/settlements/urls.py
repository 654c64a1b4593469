"""Addresses of estimates, settlements, payments, rates and rules, below /settlements/."""

from django.urls import path

from .views import batches, cases, lists, money, of_claim, papers

app_name = "settlements"
urlpatterns = [
    path("", lists.settlements, name="settlements"),
    path("queue/", lists.queue, name="queue"),
    path("queue/approve/", lists.approve, name="approve"),
    path("estimates/", lists.estimates, name="estimates"),
    path("estimates/queue/", lists.estimate_queue, name="estimate-queue"),
    path("estimates/<slug:number>/", cases.estimate, name="estimate"),
    path("estimates/<slug:number>/estimate.pdf", papers.estimate_pdf, name="estimate-pdf"),
    path("estimates/<slug:number>/<slug:verb>/", cases.estimate_step, name="estimate-step"),
    path("batches/", batches.listing, name="batches"),
    path("batches/gather/", batches.gather_batch, name="gather"),
    path("batches/<slug:number>/", batches.detail, name="batch"),
    path("batches/<slug:number>/pay/", batches.pay, name="pay"),
    path("batches/<slug:number>/receive/", batches.receive, name="receive"),
    path("batches/<slug:number>/batch.csv", batches.batch_csv, name="batch-csv"),
    path("batches/<slug:number>/batch.xlsx", batches.batch_xlsx, name="batch-xlsx"),
    path("rates/", money.rates, name="rates"),
    path("rules/", money.pass_rules, name="rules"),
    path("claims/<slug:number>/", of_claim.costs, name="claim"),
    path("claims/<slug:number>/faults/", of_claim.fault, name="fault"),
    path("claims/<slug:number>/faults/<int:pk>/strike/", of_claim.strike, name="strike-fault"),
    path("claims/<slug:number>/job-card.pdf", papers.job_card_pdf, name="job-card"),
    path("claims/<slug:number>/hand-back.pdf", papers.hand_back_pdf, name="hand-back"),
    path("claims/<slug:number>/begin-estimate/", of_claim.begin, {"what": "estimate"}, name="begin-estimate"),
    path("claims/<slug:number>/begin-settlement/", of_claim.begin, {"what": "settlement"}, name="begin-settlement"),
    path("decisions/<int:pk>/letter.pdf", papers.decision_pdf, name="decision-letter"),
    path("<slug:number>/", cases.settlement, name="settlement"),
    path("<slug:number>/<slug:verb>/", cases.settlement_step, name="settlement-step"),
]
