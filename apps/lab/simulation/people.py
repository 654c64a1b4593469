"""Names, phones, plates and languages of invented people, as they are met in each country. Nobody is meant by them."""

from __future__ import annotations

from typing import Final

_EAST_AFRICA = (
    ("Wanjiku", "Otieno", "Achieng", "Juma", "Neema", "Baraka", "Zawadi", "Kiprono"),
    ("Kamau", "Mwangi", "Odhiambo", "Njoroge", "Mushi", "Kimathi", "Wekesa", "Cheruiyot"),
)
_WEST_AFRICA = (
    ("Adaeze", "Kwame", "Chidi", "Abena", "Tunde", "Efua", "Ngozi", "Yaw"),
    ("Okafor", "Mensah", "Adeyemi", "Boateng", "Eze", "Owusu", "Balogun", "Asante"),
)
_SOUTH_AFRICA = (
    ("Thandiwe", "Pieter", "Sipho", "Lerato", "Johan", "Nomsa", "Kagiso", "Anika"),
    ("Nkosi", "Botha", "Dlamini", "Mokoena", "van Wyk", "Khumalo", "Naidoo", "Molefe"),
)
_ARABIC = (
    ("فاطمة", "يوسف", "ليلى", "عمر", "نورة", "خالد", "سلمى", "حسن"),
    ("الحربي", "المنصوري", "بنعلي", "السيد", "الزهراني", "العلوي", "حسين", "الكعبي"),
)
_STEPPE = (
    ("Aigerim", "Daniyar", "Olga", "Timur", "Svetlana", "Rustam", "Natalia", "Azamat"),
    ("Sadykova", "Karimov", "Petrenko", "Abdullayev", "Ivanova", "Yusupov", "Kovalenko", "Bekov"),
)
_LATIN = (
    ("Camila", "Mateo", "Lucía", "João", "Valentina", "Diego", "Beatriz", "Andrés"),
    ("Souza", "Rojas", "Hernández", "Quispe", "Almeida", "Vargas", "Muñoz", "Castillo"),
)
_THAI = (
    ("Somchai", "Malee", "Anong", "Niran", "Ploy", "Kittisak"),
    ("Suwan", "Chaiyo", "Rattana", "Boonmee", "Srisai"),
)
_POLISH = (("Anna", "Piotr", "Zofia", "Tomasz", "Ewa", "Marek"), ("Nowak", "Wójcik", "Zielińska", "Mazur", "Krawczyk"))
_TURKISH = (("Elif", "Mehmet", "Zeynep", "Emre", "Ayşe", "Kerem"), ("Yılmaz", "Demir", "Kaya", "Şahin", "Arslan"))
_CHINESE = (("伟", "静", "建国", "晓梅", "海涛", "丽"), ("王", "李", "张", "陈", "赵", "周"))

_NAMES: Final = {
    **dict.fromkeys(("KE", "TZ"), _EAST_AFRICA), **dict.fromkeys(("NG", "GH"), _WEST_AFRICA), "ZA": _SOUTH_AFRICA,
    **dict.fromkeys(("EG", "MA", "AE", "SA"), _ARABIC), **dict.fromkeys(("KZ", "UZ", "BY", "RU", "UA"), _STEPPE),
    **dict.fromkeys(("BR", "CL", "MX", "PE", "CO"), _LATIN), "TH": _THAI, "PL": _POLISH, "TR": _TURKISH,
}  # fmt: skip
_DIAL: Final = {
    "KE": 254, "NG": 234, "ZA": 27, "EG": 20, "TZ": 255, "GH": 233, "MA": 212, "KZ": 7, "UZ": 998, "BY": 375, "RU": 7,
    "BR": 55, "CL": 56, "MX": 52, "PE": 51, "CO": 57, "AE": 971, "SA": 966, "TH": 66, "PL": 48, "TR": 90, "UA": 380,
}  # fmt: skip
#: How number plates look: A stands for a letter of those that the country uses, 9 for a figure.
_PLATES: Final = {
    "KE": "KDA 999A", "TZ": "T 999 DAA", "NG": "LAG-999AA", "GH": "GR 9999-26", "ZA": "AA 99 AA GP", "EG": "ن ط ب 9999",
    "MA": "99999 ب 6", "AE": "A 99999", "SA": "9999 ح ر ب", "KZ": "999 AAA 02", "UZ": "01 A 999 AA", "BY": "9999 AA-7",
    "RU": "А999ВС 77", "UA": "AA 9999 BI", "BR": "BRA9A99", "CL": "BBCD-99", "MX": "AAA-999-A", "PE": "A9A-999",
    "CO": "AAA 999", "TH": "9กข 9999", "PL": "WA 9999A", "TR": "34 AAA 99",
}  # fmt: skip
_PLATE_LETTERS: Final = "BCDFGHJKLMNPRSTVXZ"
#: One in so many owners abroad writes Chinese.
_CHINESE_SHARE: Final = 14


def language_of(country: str, serial: int) -> str:
    """The language of the house that an owner writes."""
    if serial % _CHINESE_SHARE == 0:
        return "zh-hans"
    return "ar" if _NAMES.get(country) is _ARABIC else "en"


def name_of(country: str, serial: int) -> str:
    """A person's name; the same serial gives the same one."""
    chinese = language_of(country, serial) == "zh-hans"
    given, family = _CHINESE if chinese else _NAMES.get(country, _EAST_AFRICA)
    first, last = given[serial % len(given)], family[serial // len(given) % len(family)]
    return f"{last}{first}" if chinese else f"{first} {last}"


def phone_of(country: str, serial: int) -> str:
    """A number that nobody has: three noughts behind the area."""
    return f"+{_DIAL.get(country, 254)} 700 000 {serial % 1_000:03d}"


def plate_of(country: str, serial: int) -> str:
    """A number plate as the country has them; the same serial gives the same one."""
    signs, rest = [], serial * 2_654_435_761 % 2**32
    for sign in _PLATES.get(country, "AA 9999"):
        kinds = {"A": _PLATE_LETTERS, "9": "0123456789"}.get(sign, sign)
        rest, place = divmod(rest, len(kinds))
        rest = rest or serial + 7
        signs.append(kinds[place])
    return "".join(signs)
