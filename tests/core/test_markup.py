"""Markup written quickly is what Django would write."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.html import conditional_escape
from django.utils.html import format_html as djangos
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from apps.core.markup import escaped, format_html

PLAIN = st.one_of(st.text(), st.integers(), st.none(), st.booleans(), st.decimals(allow_nan=False))


@given(st.lists(PLAIN, min_size=2, max_size=2))
def test_what_is_plain_is_escaped_as_django_does(values: list[Any]) -> None:
    assert [escaped(value) for value in values] == [conditional_escape(value) for value in values]
    assert format_html("<b title='{}'>{}</b>", *values) == djangos("<b title='{}'>{}</b>", *values)


@pytest.mark.parametrize("value", [mark_safe("<i>&amp;</i>"), gettext_lazy("Repair & more <"), mark_safe("")])
def test_markup_stays_and_lazy_words_are_told(value: Any) -> None:
    assert escaped(value) == conditional_escape(value)
    assert format_html("<p>{}, {name}</p>", value, name="<") == djangos("<p>{}, {name}</p>", value, name="<")
