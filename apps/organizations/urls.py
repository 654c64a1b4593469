"""Addresses of organisations, below /organization/; apps/network adds its own and includes these."""

from django.urls import path

from .views import dealers, own

urlpatterns = [
    path("switch/", own.switch, name="switch"),
    path("keys/", own.keys, name="keys"),
    path("keys/<int:pk>/revoke/", own.revoke_key, name="revoke-key"),
    path("keys/<int:pk>/rotate/", own.rotate_key, name="rotate-key"),
    path("service-points/", dealers.service_points, name="service-points"),
    path("service-points/new/", dealers.edit_service_point, name="new-service-point"),
    path("service-points/<int:pk>/", dealers.edit_service_point, name="service-point"),
    path("dealers/", dealers.find_dealers, name="find-dealers"),
]
