"""Lists of countries and regions are named and ordered as their readers expect."""

from __future__ import annotations

import pytest
from django.utils import translation
from django_countries import countries

from apps.core.collation import sort_key
from apps.core.wording import country_label, percent_text
from apps.organizations.forms import ServicePointForm
from tests.core.face import draw


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("HK", "中国香港"),
        ("MO", "中国澳门"),
        ("TW", "中国台湾"),
        ("NP", "尼泊尔"),
        ("WS", "萨摩亚"),
        ("TJ", "塔吉克斯坦"),
    ],
)
def test_names_in_chinese(code: str, name: str) -> None:
    with translation.override("zh-hans"):
        assert country_label(code) == name


def test_the_policy_holds_in_every_language() -> None:
    for language, word in (("en", "China"), ("ar", "الصين"), ("zh-hans", "中国")):
        with translation.override(language):
            assert all(word in country_label(code) for code in ("HK", "MO", "TW"))


def test_no_name_has_slips_of_the_typewriter() -> None:
    for language in ("en", "zh-hans", "ar"):
        with translation.override(language):
            names = [str(name) for _code, name in countries]
            assert [name for name in names if name != name.strip() or "  " in name] == []
            assert len(set(names)) == len(names)


def test_chinese_stands_by_pinyin() -> None:
    with translation.override("zh-hans"):
        names = [str(name) for _code, name in countries]
    wanted = [
        "阿富汗",
        "巴西",
        "秘鲁",
        "朝鲜",
        "德国",
        "梵蒂冈",
        "肯尼亚",
        "瑙鲁",
        "斯里兰卡",
        "中国",
        "中国澳门",
        "中国香港",
    ]
    assert [name for name in names if name in wanted] == wanted


def test_other_languages_stand_by_their_letters() -> None:
    with translation.override("en"):
        assert sorted(["Zambia", "Åland", "Austria"], key=sort_key) == ["Åland", "Austria", "Zambia"]
    with translation.override("ar"):
        assert sorted(["تونس", "البرازيل", "أنغولا"], key=sort_key) == ["أنغولا", "البرازيل", "تونس"]


def test_the_heading_is_of_countries_and_regions() -> None:
    with translation.override("zh-hans"):
        assert "国家和地区" in draw("{{ field.as_field_group }}", {"field": ServicePointForm()["country"]})


@pytest.mark.parametrize(
    ("language", "text"), [("en", "90.2\u00a0%"), ("zh-hans", "90.2%"), ("ar", "\u206690.2%\u2069")]
)
def test_a_percentage_is_written_as_the_language_does(language: str, text: str) -> None:
    with translation.override(language):
        assert percent_text(0.902) == text
