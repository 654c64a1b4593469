"""Addresses of the workshop; what is done with a request stands below the request."""

from django.urls import path

from .views import bookings, claims, places, queue

app_name = "workshop"
urlpatterns = [
    path("claims/queue/", queue.queue, name="queue"),
    path("claims/queue/assign/", queue.assign, name="assign-many"),
    path("workshop/claims/<slug:number>/assign/", claims.assign, name="assign"),
    path("workshop/claims/<slug:number>/note/", claims.note, name="note"),
    path("workshop/claims/<slug:number>/appointment/", claims.offer, name="offer"),
    path("workshop/claims/<slug:number>/wish/", claims.wish, name="wish"),
    path("workshop/claims/<slug:number>/replacement-car/", claims.lend, name="lend"),
    path("workshop/loans/<int:pk>/end/", claims.take_back, name="take-back"),
    path("workshop/appointments/<slug:number>/", bookings.detail, name="booking"),
    path("workshop/appointments/<slug:number>/<slug:verb>/", bookings.step, name="booking-step"),
    path("workshop/calendar/", bookings.calendar, name="calendar"),
    path("workshop/places/", places.places, name="places"),
    path("workshop/places/<int:pk>/bay/", places.add_bay, name="add-bay"),
    path("workshop/places/<int:pk>/hours/", places.set_hours, name="set-hours"),
    path("workshop/bays/<int:pk>/give-up/", places.retire_bay, name="retire-bay"),
    path("workshop/replacement-cars/", places.add_loaner, name="add-loaner"),
    path("workshop/replacement-cars/<int:pk>/give-up/", places.retire_loaner, name="retire-loaner"),
]
