from django.urls import path

from .views import cases, closer, desk, flags, heads, manufacturers, measures, signals

app_name = "oversight"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("league.csv", desk.league_csv, name="league-csv"),
    path("report/", desk.report, name="report"),
    path("compare/", manufacturers.compare, name="compare"),
    path("own/", manufacturers.own, name="own"),
    path("own/measures/", closer.own_closer, name="own-closer"),
    path("cases/", cases.cases, name="cases"),
    path("cases.csv", cases.cases_csv, name="cases-csv"),
    path("cells/", cases.cells, name="cells"),
    path("measures/<slug:code>/", measures.rows, name="measure"),
    path("heads/", heads.heads, name="heads"),
    path("heads.txt", heads.heads_text, name="heads-text"),
    path("evaluations/", cases.evaluations, name="evaluations"),
    path("flags/", flags.flags, name="flags"),
    path("flags/<str:number>/", flags.flag, name="flag"),
    path("flags/<str:number>/cases/", flags.flag_cases, name="flag-cases"),
    path("flags/<str:number>/dispute/<int:clock_id>/", flags.dispute, name="flag-dispute"),
    path("flags/<str:number>/decide/<int:pk>/", flags.decide, name="flag-decide"),
    path("flags/<str:number>/<slug:verb>/", flags.step, name="flag-step"),
    path("signals/", signals.signals, name="signals"),
    path("signals/<str:number>/", signals.signal, name="signal"),
    path("manufacturers/<slug:slug>/", manufacturers.manufacturer, name="manufacturer"),
    path("manufacturers/<slug:slug>/measures/", closer.closer, name="closer"),
]
