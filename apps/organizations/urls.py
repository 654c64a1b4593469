"""Addresses of organisations, below /organization/."""

from django.urls import path

from .views import network, own

app_name = "organizations"
urlpatterns = [
    path("", own.own, name="own"),
    path("switch/", own.switch, name="switch"),
    path("members/", own.add_member, name="add-member"),
    path("members/<int:pk>/role/", own.change_role, name="change-role"),
    path("members/<int:pk>/remove/", own.remove_member, name="remove-member"),
    path("keys/", own.keys, name="keys"),
    path("keys/<int:pk>/revoke/", own.revoke_key, name="revoke-key"),
    path("service-points/", network.service_points, name="service-points"),
    path("service-points/new/", network.edit_service_point, name="new-service-point"),
    path("service-points/<int:pk>/", network.edit_service_point, name="service-point"),
    path("appointments/", network.appointments, name="appointments"),
    path("appointments/<int:pk>/end/", network.end_appointment, name="end-appointment"),
    path("dealers/", network.find_dealers, name="find-dealers"),
]
