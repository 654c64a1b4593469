"""Addresses of an organisation, its people and its network, below /organization/."""

from django.urls import path

from apps.organizations.urls import urlpatterns as of_organizations

from .views import appointments, invitations, members, mine

app_name = "organizations"
urlpatterns = [
    *of_organizations,
    path("", members.own, name="own"),
    path("mine/", mine.mine, name="mine"),
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/role/", members.step, {"verb": "change_role"}, name="change-role"),
    path("members/<int:pk>/remove/", members.step, {"verb": "remove"}, name="remove-member"),
    path("members/<int:pk>/leave/", members.leave, name="leave"),
    path("invitations/<slug:number>/", invitations.invitation, name="invitation"),
    path("invitations/<slug:number>/withdraw/", invitations.withdraw, name="withdraw-invitation"),
    path("invitations/<slug:number>/accept/", invitations.answer, {"verb": "accept"}, name="accept-invitation"),
    path("invitations/<slug:number>/decline/", invitations.answer, {"verb": "decline"}, name="decline-invitation"),
    path("invited/<slug:token>/", invitations.link, name="invitation-link"),
    path("appointments/", appointments.appointments, name="appointments"),
    path("appointments/<int:pk>/", appointments.appointment, name="appointment"),
    path("appointments/<int:pk>/end/", appointments.end_appointment, name="end-appointment"),
]
