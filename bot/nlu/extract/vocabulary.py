"""The words that decide what a number is: months, currencies, scales, things that are counted. Folded: lower case, no accents."""

from __future__ import annotations

import re

MONTHS: dict[str, int] = {}
"""Every spelling of a month, abbreviations and common slips included, to its number."""

for _number, _names in enumerate(
    (
        "january jan janvier janv janury januray",
        "february feb febr fevrier fevr fev febuary feburary",
        "march mar mrch mars",
        "april apr avril avr avri",
        "may mai",
        "june jun juin",
        "july jul juillet juill juil",
        "august aug aout aou agust",
        "september sept sep septembre setpember septmber",
        "october oct octobre octber",
        "november nov novembre novemeber",
        "december dec decembre decmber",
    ),
    start=1,
):
    MONTHS.update(dict.fromkeys(_names.split(), _number))

_ACCENTED = {"e": "[eéè]", "u": "[uû]"}


def _spelled(name: str) -> str:
    return "".join(_ACCENTED.get(letter, letter) for letter in name)


MONTH = "(?:" + "|".join(_spelled(name) for name in sorted(MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
"""A month's name in a pattern that ignores case."""

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday lundi",
            "tuesday mardi",
            "wednesday mercredi",
            "thursday jeudi",
            "friday vendredi",
            "saturday samedi",
            "sunday dimanche",
        )
    )
    for name in names.split()
}

COUNTED = frozenset(
    # English
    """
    container containers shipment shipments box boxes unit units piece pieces pcs pallet pallets skid skids item items
    parcel parcels package packages packet packets truck trucks trailer trailers load loads account accounts invoice
    invoices month months day days week weeks year years yr yrs hour hours hr hrs minute minutes min mins second seconds
    employee employees people person persons staff user users customer customers client clients supplier suppliers
    vendor vendors broker brokers carrier carriers time times entry entries transaction transactions declaration
    declarations importer importers company companies business businesses store stores location locations number numbers
    digit digits kg kgs kilo kilos kilogram kilograms g lb lbs pound pounds oz km kms mile miles metre metres meter
    meters foot feet ft inch inches litre litres liter liters ton tons tonne tonnes copy copies page pages question
    questions step steps option options way ways rm rms bn delegate delegates email emails call calls attempt attempts
    try tries office offices port ports province provinces order orders product products sku skus line lines bottle
    bottles case cases roll rolls bag bags crate crates carton cartons code codes cad cads b3 b3s form forms document
    documents characters program programs branch branches division divisions member members percent points degrees
    things
    """.split()
    # French
    + """
    conteneur conteneurs envoi envois expedition expeditions boite boites unite unites piece pieces palette palettes
    article articles colis paquet paquets camion camions remorque remorques chargement chargements compte comptes
    facture factures mois jour jours semaine semaines an ans annee annees heure heures h minute minutes seconde secondes
    employe employes employee employees gens personne personnes utilisateur utilisateurs utilisatrices client clients
    fournisseur fournisseurs courtier courtiers transporteur transporteurs fois transaction transactions declaration
    declarations importateur importateurs entreprise entreprises compagnie compagnies commerce commerces magasin
    magasins succursale succursales numero numeros chiffre chiffres kilos kilogrammes livres km milles kilometre
    kilometres metres pied pieds pouce pouces litres tonnes copie copies page pages question questions etape etapes
    option options facon facons delegue delegues courriel courriels appel appels essai essais tentative tentatives
    bureau bureaux port ports province provinces commande commandes produit produits ligne lignes bouteille bouteilles
    caisse caisses rouleau rouleaux sac sacs code codes formulaire formulaires document documents caracteres programme
    programmes membre membres choses
    """.split()
)
"""Things one counts: a number before them is no amount, unless a currency stands by it."""

BEFORE_COUNTED = frozenset(
    """
    rm business calendar working different new separate full more other small big large program consecutive straight
    whole bond import customs bad good active open separate single delayed stuck late first ouvrables ouvrable derniers
    dernieres premiers premieres autres nouveaux nouvelles petits petites gros grosses grands grandes prochains
    prochaines bons of de
    """.split()
)
"""Words that may stand between a number and what it counts; none that could start the next phrase ("38,400 last month")."""

NUMBERED = frozenset(
    """
    rm number num # section article chapter notice form memo memorandum option step question type class code page
    version release ext extension poste box case ticket reference ref order invoice hs tariff room suite line flight
    press error port bulletin sor door unit apt level rule part bn bn9 bn15 carm zip file tracking po numero avis
    formulaire etape cas dossier commande chapitre erreur regle partie dors ne9 tarif porte niveau suivi gcra
    """.split()
)
"""Words before a number that make it a name: "option 2", "avis 25", "invoice 10442"."""

NUMBERED_EVEN_GROUPED = frozenset("hs tariff tarif code section article version release chapter chapitre notice avis bulletin".split())
"""Those that make names even of numbers with marks in them: "HS 8471.30", "version 3.6"."""

PLACED = frozenset(
    """
    month months last past first top next week day year mois derniers dernieres premiers premieres prochains prochaines
    semaine jour annee
    """.split()
)
"""Words before a small number that make it a place in a row or a stretch of time: "month 3", "the last 12"."""

ONE_OF_MANY = frozenset(
    """
    month year week day invoice shipment order entry transaction case line bill mois facture commande envoi
    """.split()
)
"""Things a large sum may describe: "a 38,400 month" is money, "3 month" a slip for months."""

_LEADING = (
    r"(?:was|is|were|be|about|around|roughly|approximately|approx|of|owe|owed|owes|paid|pay|for|at|to|than|over|under|nearly|almost|"
    r"est|etait|de|environ|du|dû|dus|doit|devait|dois|devais|paye|payé|payer|a|à|pour|que|presque|plus|"
    r"month|mois|total|max|maximum|peak|highest|bill|amount|montant|sum|somme|it'?s|that'?s|c'est|say|disons|=|:|~|est[- ]ce|"
    r"c'[ée]tait|meant)"
)

LEADS_TO_MONEY = re.compile(rf"(?:^|[\s(\"]){_LEADING}\s*$|[=:~]\s*$", re.IGNORECASE)
"""What stands right before a small bare number that is a sum: "our worst month was 850"."""

AFTER_MONEY = frozenset(
    """
    in on for per a each every last this at and or but so to if how what when which with by from is was because as then
    right that duties duty tax taxes gst hst qst fees total totals max maximum tops dollars customs canadian monthly
    owed owing cbsa roughly en au aux pour par chaque le la les l ce cette et ou mais donc si combien quand avec c est
    que qu dans de d du des dernier droits taxe tps tvh tvq frais au asfc canadiens mensuel mensuels environ dus
    """.split()
)
"""Words that may follow a small bare sum; after any other word it counts something."""

APPROXIMATE_BEFORE = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|almost|nearly|close to|over|more than|less than|under|up to|at least|"
    r"at most|some|maybe|probably|say|like|ballpark|environ|à peu près|a peu pres|autour de|aux alentours de|dans les|presque|"
    r"près de|"
    r"pres de|plus de|plus que|moins de|moins que|au moins|au plus|"
    r"jusqu'à|peut-être|disons|genre|à peu pres)\s*|[~≈<>±]\s*|\+/-\s*)"
    r"(?:(?:a|an|the|un|une|les|de)\s+)?$",
    re.IGNORECASE,
)

APPROXIMATE_AFTER = re.compile(
    r"\s?(?:-?ish\b|or so\b|\+(?!\d)|more or less\b|give or take\b|environ\b|à peu près\b|a peu pres\b|plus ou moins\b|"
    r"et quelques?\b|and change\b|et des poussières\b)",
    re.IGNORECASE,
)

NEGATIVE_BEFORE = re.compile(r"\b(?:minus|negative|(?<!ou )moins|négatif de|negatif de)\s+$", re.IGNORECASE)
