"""Which public address is answered by what?"""

from django.urls import path

from readers import health, sitemap
from readers.correspondence.views import letters, newsletter
from readers.views import about, article, feeds, lists, notices, people, search, verification

urlpatterns = [
    path("", lists.home, name="home"),
    path("articles/", lists.articles, name="articles"),
    path("articles/<str:slug>/", article.article, name="article"),
    path("articles/<str:slug>/for/<str:audience>/", article.article_for, name="article_for"),
    path("articles/<str:slug>/record/", article.record, name="record"),
    path("articles/<str:slug>/record.json", article.record_json, name="record_json"),
    path("articles/<str:slug>/signed.json", verification.signed_record, name="signed_record"),
    path("articles/<str:slug>/revisions/<int:number>/", article.revision, name="revision"),
    path("articles/<str:slug>/changes/<int:first>..<int:last>/", article.what_changed, name="changes"),
    path("articles/<str:slug>/cite.<str:form>", article.cite, name="cite"),
    path("articles/<str:slug>/references.<str:form>", article.references, name="article_references"),
    path("search/", search.search, name="search"),
    path("topics/<str:slug>/", lists.topic, name="topic"),
    path("tags/<str:slug>/", lists.tag, name="tag"),
    path("people/", people.people, name="people"),
    path("people/<str:slug>/", people.person, name="person"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:number>/", notices.notice, name="notice"),
    path("articles/<str:slug>/ask/", letters.ask, name="ask"),
    path("articles/<str:slug>/report/", letters.report, name="report"),
    path("about/contact/", letters.contact, name="contact"),
    path("newsletter/", newsletter.newsletter, name="newsletter"),
    path("newsletter/confirm/<str:token>/", newsletter.confirm, name="newsletter_confirm"),
    path("newsletter/unsubscribe/<str:token>/", newsletter.unsubscribe, name="newsletter_unsubscribe"),
    path("about/verification/", verification.verification, name="verification"),
    path("about/<str:page>/", about.about, name="about"),
    path("about/<str:page>/history/", about.about_history, name="about_history"),
    path("feeds/articles.<str:form>", feeds.articles, name="feed"),
    path("feeds/topics/<str:slug>.<str:form>", feeds.topic, name="topic_feed"),
    path("sitemap.xml", sitemap.whole, name="sitemap"),
    path("sitemap-<str:name>.xml", sitemap.section, name="sitemap_section"),
    path(".well-known/security.txt", about.security, name="security"),
    path(".well-known/signing-keys.json", verification.keys, name="signing_keys"),
    path("robots.txt", about.robots, name="robots"),
    path("favicon.ico", about.favicon, name="favicon"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
