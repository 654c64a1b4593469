"""Names, phones and languages of invented people, as they are met in each country. Nobody is meant by them."""

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
