"""Are addresses those of Django's own ``reverse``, although it is asked only once for each kind of page?"""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, URLPattern, reverse
from django.urls.converters import IntConverter
from hypothesis import given
from hypothesis import strategies as st

from articles.addresses import address_of
from readers.urls import urlpatterns

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
PARTS = st.tuples(TEXT, TEXT, st.integers(0, 10**12), st.integers(0, 10**12))


@pytest.mark.parametrize("page", urlpatterns, ids=lambda page: page.name)
@given(PARTS)
def test_a_page_stands_where_django_says(page: URLPattern, given_parts: tuple[str, str, int, int]) -> None:
    texts, numbers = iter(given_parts[:2]), iter(given_parts[2:])
    parts = [
        next(numbers if isinstance(converter, IntConverter) else texts)
        for converter in page.pattern.converters.values()
    ]
    assert page.name
    try:
        expected = reverse(page.name, args=parts)
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            address_of(page.name, *parts)
    else:
        assert address_of(page.name, *parts) == expected


@pytest.mark.parametrize("parts", [("",), ("a/b",), (), ("a", "b")])
def test_an_address_that_no_page_can_have_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address_of("article", *parts)


def test_a_page_that_is_not_there_has_no_address() -> None:
    with pytest.raises(NoReverseMatch):
        address_of("nowhere", "a")
