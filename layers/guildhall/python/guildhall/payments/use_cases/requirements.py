"""What the provider still wants to know of an expert, in words that the expert uses."""

from __future__ import annotations

from collections.abc import Iterable

SUBJECTS = {
    "individual.given_name": "name",
    "individual.surname": "name",
    "individual.additional_names": "name",
    "individual.date_of_birth": "date_of_birth",
    "individual.address": "address",
    "individual.additional_addresses": "address",
    "individual.phone": "phone",
    "contact_phone": "phone",
    "individual.email": "email",
    "contact_email": "email",
    "individual.id_numbers": "id_number",
    "individual.documents": "identity_document",
    "individual.nationalities": "nationality",
    "individual.political_exposure": "political_exposure",
    "default_outbound_destination": "bank_account",
    "terms_of_service": "terms",
    "attestations": "terms",
    "business_details": "business",
    "profile": "business",
    "merchant": "business",
}
"""By a part of Stripe's name for a requirement (API version 2), the longest that fits; others are `other`."""

WORDS = {
    "en": {
        "name": "Your first and last name, as on your identity document.",
        "date_of_birth": "Your date of birth.",
        "address": "The address where you live.",
        "phone": "A phone number that reaches you.",
        "email": "An e-mail address that reaches you.",
        "id_number": "Your tax or national identity number.",
        "identity_document": "A photo of your identity document.",
        "nationality": "Your nationality.",
        "political_exposure": "Whether you hold a public office.",
        "bank_account": "The bank account that your money should go to.",
        "terms": "Your agreement to the payment provider's terms.",
        "business": "What you do for a living, and details of your business if you have one.",
        "other": "One more answer; the payment provider's page says which.",
    },
    "fr": {
        "name": "Vos prénom et nom, comme sur vos papiers.",
        "date_of_birth": "Votre date de naissance.",
        "address": "Votre adresse personnelle.",
        "phone": "Un numéro de téléphone où vous joindre.",
        "email": "Une adresse e-mail où vous joindre.",
        "id_number": "Votre numéro fiscal ou numéro national.",
        "identity_document": "Une photo de votre passeport ou de votre carte nationale.",
        "nationality": "Votre nationalité.",
        "political_exposure": "Si vous exercez une fonction publique.",
        "bank_account": "Le compte bancaire où verser votre argent.",
        "terms": "Votre accord aux conditions du prestataire de paiement.",
        "business": "Votre activité, et les détails de votre entreprise si vous en avez une.",
        "other": "Encore une réponse ; la page du prestataire de paiement dit laquelle.",
    },
}


def subjects_of(requirements: Iterable[str]) -> tuple[str, ...]:
    """Return what is asked for, once each and sorted, for the provider's names of its requirements."""
    return tuple(sorted({_subject(each) for each in requirements}))


def _subject(requirement: str) -> str:
    fitting = [part for part in SUBJECTS if part in requirement]
    return SUBJECTS[max(fitting, key=len)] if fitting else "other"


def words_for(subjects: Iterable[str], accept_language: str | None) -> dict[str, str]:
    """Return a sentence for each subject. accept_language: of HTTP; the first language that we speak, else English."""
    wanted = [part.partition(";")[0].strip()[:2].lower() for part in (accept_language or "").split(",")]
    words = WORDS[next((each for each in wanted if each in WORDS), "en")]
    return {each: words[each] for each in subjects}
