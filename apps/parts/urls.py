"""Addresses of orders, stock and catalogue. Order numbers are slugs, so nothing odd reaches the database."""

from __future__ import annotations

from django.urls import path

from .views import catalogue, ordering, orders, stock

app_name = "parts"
urlpatterns = [
    path("orders/", orders.listing, name="orders"),
    path("orders/new/", ordering.new, name="order-new"),
    path("orders/<slug:number>/", orders.detail, name="order"),
    path("orders/<slug:number>/edit/", ordering.edit, name="order-edit"),
    path("orders/<slug:number>/<slug:verb>/", orders.take, name="order-step"),
    path("stock/", stock.listing, name="stock"),
    path("stock/suggested/", stock.suggested, name="suggested"),
    path("stock/<int:pk>/", stock.part, name="stock-part"),
    path("stock/<int:pk>/count/", stock.count, name="stock-count"),
    path("stock/<int:pk>/issue/", stock.issue, name="stock-issue"),
    path("stock/<int:pk>/receive/", stock.receive, name="stock-receive"),
    path("stock/<int:pk>/level/", stock.level, name="stock-level"),
    path("catalogue/", catalogue.listing, name="catalogue"),
    path("catalogue/new/", catalogue.new, name="part-new"),
    path("catalogue/import/", catalogue.import_file, name="catalogue-import"),
    path("catalogue/export.csv", catalogue.export, name="catalogue-export"),
    path("catalogue/<int:pk>/", catalogue.edit, name="part-edit"),
]
