"""Addresses of exports, below /exports/."""

from django.urls import path

from .views import conduct, exporters, findings, licences, recall_cars, recall_reports, recalls, records

app_name = "exports"
urlpatterns = [
    path("licences/", licences.listing, name="licences"),
    path("licences/new/", licences.new, name="new-licence"),
    path("licences/<slug:number>/", licences.detail, name="licence"),
    path("licences/<slug:number>/<str:verb>/", licences.step, name="licence-step"),
    path("exporters/", exporters.listing, name="exporters"),
    path("exporters/new/", exporters.new, name="new-exporter"),
    path("exporters/<int:pk>/", exporters.detail, name="exporter"),
    path("exporters/<int:pk>/qualify/", exporters.qualify, name="qualify"),
    path("exporters/<int:pk>/authorise/", exporters.authorise, name="authorise"),
    path("authorisations/<int:pk>/end/", exporters.end_authorisation, name="end-authorisation"),
    path("records/", records.listing, name="records"),
    path("records/new/", records.new, name="new-record"),
    path("records/<int:pk>/", records.detail, name="record"),
    path("records/<int:pk>/correct/", records.correct, name="correct-record"),
    path("findings/", findings.listing, name="findings"),
    path("findings/counted/", findings.counted, name="findings-counted"),
    path("findings/<slug:number>/", findings.detail, name="finding"),
    path("findings/<slug:number>/<str:verb>/", findings.step, name="finding-step"),
    path("recalls/", recalls.listing, name="recalls"),
    path("recalls/new/", recalls.new, name="new-recall"),
    path("recalls/order/", recalls.order, name="order-recall"),
    path("recalls/report/", recall_reports.report, name="recall-report"),
    path("recalls/report.csv", recall_reports.report_csv, name="recall-report-csv"),
    path("recalls/list.csv", recall_cars.template, name="recall-template"),
    path("recalls/<slug:number>/", recalls.detail, name="recall"),
    path("recalls/<slug:number>/cars/", recall_cars.listing, name="recall-cars"),
    path("recalls/<slug:number>/cars.csv", recall_cars.cars_csv, name="recall-cars-csv"),
    path("recalls/<slug:number>/rule/", recall_cars.by_rule, name="recall-rule"),
    path("recalls/<slug:number>/file/", recall_cars.by_file, name="recall-file"),
    path("recalls/<slug:number>/marks/", recall_cars.mark, name="recall-mark"),
    path("recalls/<slug:number>/<str:verb>/", recalls.step, name="recall-step"),
    path("conduct/", conduct.listing, name="conduct"),
    path("conduct/new/", conduct.new, name="new-conduct"),
    path("conduct/<slug:number>/", conduct.detail, name="conduct-entry"),
    path("conduct/<slug:number>/<str:verb>/", conduct.step, name="conduct-step"),
    path("rules/", findings.rules, name="rules"),
    path("manifests/", records.manifests, name="manifests"),
    path("manifests/template.csv", records.template, name="manifest-template"),
]
