"""Klarven's words for codes. The client fetches them once; the letter about a decision takes two of them."""

from __future__ import annotations

CODES = {
    "civil": {"single": "Ensam", "couple": "Par"},
    "dwelling": {
        "tenancy": "Hyreslägenhet",
        "sublet": "Hyr i andra hand",
        "owned": "Äger bostaden",
        "lodger": "Hyr rum",
        "other": "Bor på annat sätt",
    },
    "school": {"none": "Går inte i skola", "compulsory": "F–9", "upper_secondary": "Gymnasium", "unknown": "Vet ej"},
    "sort": {"new": "Första ansökan", "renewal": "Fortsatt ansökan", "supplementary": "Tillägg"},
    "stage": {"in": "Inkommen", "begun": "Påbörjad", "closed": "Avslutad"},
    "plan": {
        "plan_met": "Följer planeringen",
        "plan_not_met": "Följer inte planeringen",
        "exempt": "Har undantag",
        "missing": "Inget noterat",
    },
    "certificate": {"not_needed": "Krävs inte", "valid": "Gäller", "missing": "Ej inlämnat"},
    "channel": {"sms": "Sms", "email": "Mejl", "none": "Inget utskick"},
    "cost": {
        "rent": "Boendekostnad",
        "electricity": "El",
        "home_insurance": "Försäkring av hemmet",
        "commuting": "Resor till arbete",
        "union_fee": "Avgift fackförbund",
        "unemployment_fund": "Avgift a-kassa",
        "other": "Annan utgift",
    },
    "income": {
        "salary": "Arbetsinkomst",
        "housing_allowance": "Bidrag till boende",
        "child_allowance": "Barnbidrag (fk)",
        "large_family_supplement": "Tillägg flera barn",
        "maintenance_support": "Underhåll för barn",
        "sickness_benefit": "Sjukersättning per dag",
        "parental_benefit": "Föräldraledighet",
        "unemployment_benefit": "Ersättning a-kassa",
        "student_aid": "Studiemedel (csn)",
        "activity_support": "Ersättning program",
        "pension": "Pensioner",
        "capital_income": "Ränta och utdelning",
        "other": "Annan inkomst",
    },
    "norm": {"riksnorm": "Riksnormen", "matnorm": "Endast mat", "nettonorm": "Norm netto", "specnorm": "Egen norm"},
    "result": {"granted": "Beviljas", "partly_granted": "Beviljas delvis", "rejected": "Beviljas inte"},
    "changed": {
        "housing": "Bostaden",
        "household": "Vilka som bor här",
        "children_residence": "Var barnen bor",
        "civil_status": "Om jag lever ensam eller i par",
        "assets": "Pengar och ägodelar",
    },
}
LABELS = {"save_reckoning": "Spara uträkning", "amount": "Belopp"}
# What the two read when the vendor has renamed them (the fault ``label_changed``).
RENAMED = {"Spara uträkning": "Lagra uträkning", '"amount":"Belopp"': '"amount":"Summa kr"'}
LETTER_APPEAL = (
    "Är du inte nöjd? Skriv till nämnden inom tre veckor från det att du fick beslutet. Berätta vilket beslut det "
    "gäller och hur du vill att det ändras. Nämnden sänder ditt överklagande till förvaltningsrätten."
)
