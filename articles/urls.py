"""Where does the editor find its previews, its checks, its sources and its uploads?"""

from django.urls import path

from articles import editor

urlpatterns = [
    path("preview/", editor.preview, name="editor_preview"),
    path("preview/page/", editor.preview_page, name="editor_preview_page"),
    path("check/", editor.check, name="editor_check"),
    path("sources/", editor.sources, name="editor_sources"),
    path("upload/", editor.upload, name="editor_upload"),
]
