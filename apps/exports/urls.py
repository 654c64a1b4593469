"""Addresses of exports, below /exports/."""

from django.urls import path

from .views import conduct, exporters, findings, letters, licences, orphans, records

app_name = "exports"
urlpatterns = [
    path("licences/", licences.listing, name="licences"),
    path("licences/new/", licences.new, name="new-licence"),
    path("licences/<slug:number>/", licences.detail, name="licence"),
    path("licences/<slug:number>/<str:verb>/", licences.step, name="licence-step"),
    path("letters/", letters.listing, name="letters"),
    path("letters/new/", letters.new, name="new-letter"),
    path("letters/files/", letters.files, name="letter-files"),
    path("letters/files/template.csv", letters.template, name="letter-template"),
    path("letters/seal/", letters.seal, name="seal-letters"),
    path("letters/<slug:number>/", letters.detail, name="letter"),
    path("letters/<slug:number>/pdf/", letters.pdf, name="letter-pdf"),
    path("letters/<slug:number>/replace/", letters.replace, name="replace-letter"),
    path("letters/<slug:number>/<str:verb>/", letters.step, name="letter-step"),
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
    path("orphans/", orphans.listing, name="orphans"),
    path("orphans/clusters/", orphans.clusters, name="orphan-clusters"),
    path("orphans/counts/", orphans.counts, name="orphan-counts"),
    path("orphans/<slug:number>/", orphans.detail, name="orphan"),
    path("orphans/<slug:number>/papers/<int:pk>/", orphans.paper, name="orphan-paper"),
    path("conduct/", conduct.listing, name="conduct"),
    path("conduct/new/", conduct.new, name="new-conduct"),
    path("conduct/<slug:number>/", conduct.detail, name="conduct-entry"),
    path("conduct/<slug:number>/<str:verb>/", conduct.step, name="conduct-step"),
    path("rules/", findings.rules, name="rules"),
    path("manifests/", records.manifests, name="manifests"),
    path("manifests/template.csv", records.template, name="manifest-template"),
]
