"""Where does an outside expert find the text that was shared with them?"""

from django.urls import path

from reviews.guests import views

urlpatterns = [path("<str:token>/", views.shared, name="shared")]
