"""Invented people: given names and surnames put together by chance; no one of them is meant to exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.demo.chance import chance

GIVEN_NAMES: Final = (
    "Adaeze", "Alma", "Anselm", "Beatriz", "Bram", "Calla", "Cyprian", "Dalia", "Desmond", "Edda",
    "Emeka", "Farah", "Fenna", "Gideon", "Greta", "Halima", "Hollis", "Ines", "Ioan", "Jorun", "Kalinda",
    "Kester", "Leocadia", "Lorcan", "Maelle", "Marek", "Nadira", "Niall", "Odalys", "Oskar", "Petra",
    "Quentin", "Renske", "Rufus", "Sabela", "Soren", "Tamsin", "Teodor", "Ulla", "Umar", "Verity",
    "Wendell", "Xiomara", "Yara", "Yusuf", "Zelda",
)  # fmt: skip
SURNAMES: Final = (
    "Abernard", "Alvestad", "Amberlow", "Batchwell", "Belgrove", "Bracewick", "Calderon-Hay", "Corvane",
    "Dasgaonkar", "Delacroft", "Drummell", "Eastermann", "Elmquist", "Fairholt", "Farrowby", "Galvinsky",
    "Garrowmere", "Hadleyson", "Hartigold", "Ibekwe-Lane", "Ingleford", "Jarrowski", "Jessamund",
    "Kettleby", "Kovalent", "Larkinson", "Lindqvale", "Maddoxen", "Merriwen", "Nakagiri", "Norbrook",
    "Obradovan", "Okonmah", "Pemberlin", "Prestwold", "Quarrington", "Quillam", "Ravensund", "Rostovar",
    "Sandoval-Reed", "Silverlund", "Tennerby", "Thackeron", "Umbridson", "Valcourt", "Varnholm",
    "Wexcombe", "Winterholt", "Yarborne", "Zamorin",
)  # fmt: skip
PROGRAM_DOMAIN: Final = "lanternprairie.example"  # .example never belongs to anybody (RFC 2606)


@dataclass(frozen=True)
class Name:
    given: str
    surname: str

    @property
    def full(self) -> str:
        return f"{self.given} {self.surname}"

    def email(self, domain: str) -> str:
        return f"{self.given}.{self.surname}@{domain}".lower()


@dataclass(frozen=True)
class SampleNames:
    """Everybody in the sample; no name occurs twice. The rosters use up `educators` from the front."""

    director: Name
    coaches: tuple[Name, ...]
    administrators: tuple[Name, ...]
    principals: tuple[Name, ...]
    educators: tuple[Name, ...]


def sample_names(seed: int, coaches: int, administrators: int, principals: int) -> SampleNames:
    """The names of the sample's people; the educators are all the combinations left (over a thousand)."""
    names = [Name(given, surname) for given in GIVEN_NAMES for surname in SURNAMES]
    chance(seed, "people").shuffle(names)
    first_educator = 1 + coaches + administrators + principals
    return SampleNames(
        director=names[0],
        coaches=tuple(names[1 : 1 + coaches]),
        administrators=tuple(names[1 + coaches : 1 + coaches + administrators]),
        principals=tuple(names[1 + coaches + administrators : first_educator]),
        educators=tuple(names[first_educator:]),
    )
