"""The words, in both languages, that tell what an amount is and what an answer means. Patterns and sets, hardly any logic."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


PEAK = _any(
    r"\b(?:worst|highest|biggest|largest|busiest|peak|max(?:imum|\.)?|top|heaviest|record|best|most expensive|priciest)\b"
    r"[^.?!;]{0,30}\bmonth",
    r"\bmonth(?:ly)?\b[^.?!;,]{0,20}\b(?:peak|high|max(?:imum)?|record|tops?)\b",
    r"\b(?:the )?most (?:we|i|my|our)\b[^.?!;]{0,40}\bmonth\b",
    r"\b(?:pire|gros(?:se)?|grand|élevé|eleve|haut|fort|record|pointe|maximum|max|chargé|charge|occupé|cher|lourd)s?\b[^.?!;]{0,30}\bmois\b",
    r"\bmois\b[^.?!;,]{0,25}\b(?:le plus|la plus|record|de pointe|maximum|max|au plus fort)\b",
    r"\bau plus fort (?:de l'année|de l’année|de la saison)\b",
    r"\bin (?:the|our|my) (?:busiest|worst|highest|peak) month\b",
)
"""What is said of the one month that counts."""

OWED = _any(
    r"\b(?:dut(?:y|ies)|tax(?:es)?|gst|hst|owed?|owes|owing|cbsa|customs|payable)\b",
    r"\b(?:droits?|taxes?|tps|tvh|d[ûu]e?s?|devons|devions|dois|devais|doit|asfc|douanes?)\b",
)
OWING = _any(
    r"\b(?:dut(?:y|ies)|tax(?:es)?|gst|hst|owed?|owes|owing|payable)\b",
    r"\b(?:droits?|taxes?|tps|tvh|d[ûu]e?s?|devons|devions|dois|devais|doit)\b",
)
"""The same without those it is owed to: "a customs invoice over $3,300" owes nothing."""
MONTHLY = _any(r"\bmonth", r"\bmois\b", r"\bmensuel")
YEARLY = _any(
    r"\byear(?:['’]?s|[- ]?end)? totals?\b",
    r"\b(?:for|in|over|across) (?:a|one) (?:\w+ )?year\b",
    r"\btotal (?:\w+ )?(?:de |pour |sur )?l['’]année\b",
    r"\b(?:dans|sur|en) (?:un an|une année)\b",
    r"(?:\b(?:a|per|each|every)\s|/\s?)(?:year|yr|annum)\b",
    r"\bannual(?:ly)?\b",
    r"\byearly\b",
    r"\bin (?:19|20)[0-9]{2} (?:in total|overall)\b",
    r"\b(?:par|/)\s?an(?:née)?\b",
    r"\bannuel(?:le|lement|s)?\b",
)
OF_THE_YEAR = _any(
    r"\b(?:for|in|over|across) (?:the|our|my) (?:\w+ )?year\b",
    r"\b(?:dans|sur|durant|pendant) (?:toute )?l['’]année\b",
    r"\b(?:last|this|whole|full|all) year\b",
    r"\bl['’](?:an|année) (?:dernier|dernière|passée?)\b",
    r"\b(?:cette|toute l['’]) ?année\b",
    r"\bpour l['’]année\b",
)
"""A year's total too, unless it is the highest of that year."""
OTHER_SPAN = _any(
    r"(?:\b(?:a|per|each|every)\s|/\s?)(?:week|day|quarter|shipment|container|load|order|truck(?:load)?|entry|invoice)\b",
    r"\b(?:weekly|quarterly|daily)\b",
    r"(?:\b(?:par|chaque)\s|/\s?)(?:semaine|jour|trimestre|envoi|conteneur|chargement|commande|camion|facture)\b",
    r"\b(?:hebdomadaire|trimestriel)",
)
HIGHEST = _any(
    r"\b(?:highest|worst|biggest|largest|peak|most (?:we|i))\b(?! (?:annual|year|total))",
    r"\ble plus (?:gros|haut|élevé|fort)\b(?! total)",
    r"\bla plus (?:grosse|élevée)\b(?! année)",
)
"""What is said of one month of a year without calling it one: "the highest in the past year"."""
AVERAGE = _any(
    r"\b(?:on )?average\b",
    r"\bavg\b",
    r"\b(?:typical(?:ly)?|usual(?:ly)?|normal(?:ly)?)\b",
    r"\bmoyenne?\b",
    r"\bd['’]habitude\b",
    r"\b(?:normalement|généralement|habituellement|typique(?:ment)?)\b",
)
GOODS = _any(
    r"\b(?:worth|valued?|values|goods|merchandise|sales|revenues?|turnover)\b",
    r"\b(?:inventory|purchases?|invoices?|shipment of|retail|wholesale)\b",
    r"\b(?:valeur|vaut|valent|valant|marchandises?|ventes?|chiffre d['’]affaires)\b",
    r"\b(?:revenus?|achats?|factures?|inventaire|envoi de)\b",
)

_SECURITY = r"(?:bonds?|surety|deposits?|security|guarantees?|cautionnements?|cautions?|garanties?|dép[ôo]ts?|depots?|entente)"
SECURITY = re.compile(rf"\b{_SECURITY}\b", re.IGNORECASE)
_LIMIT = r"(?:minimum|minimal|min|limit|limite|plafond|plancher|cap|floor)"
SECURITY_BEFORE = re.compile(
    rf"\b{_SECURITY}\s*(?:amount|deposit|de garantie|en espèces)?\s*(?:\b(?:of|is|was|at|de|est|était|à)\b\s*|d['’])"
    r"(?:only |about |environ |de |really )?\$?$|"
    rf"\b{_LIMIT}\s*(?:(?:of|is|was|at|de|est|était|à|really|still|it)\s*|[=:]\s*)*\$?$",
    re.IGNORECASE,
)
"""What stands right before an amount of security itself, or a limit of it: "a bond of 25,000", "le minimum de"."""
SECURITY_AFTER = re.compile(
    rf"^\s*\$?\s*(?:(?:as|for|in|of|a|the|my|our|customs|rpp|cash|en|de|d['’]|pour|comme|le|la|un|une|ma|notre|mon)\s*)*(?:{_SECURITY}|{_LIMIT})\b",
    re.IGNORECASE,
)
"""What stands right behind one: "a $25,000 bond", "9 500 pour le cautionnement"."""
SHARE_BEFORE = re.compile(r"(?:%|percent|per cent|pour cent|half|moitié) (?:of|de|du)\s*\$?$", re.IGNORECASE)
"""A share of an amount is being asked for: the amount is no security, whatever follows."""
ABOUT_LIMITS = _any(
    r"\b(?:minimum|maximum|limit|cap|enough|suffice|floor|still)\b",
    r"\b(?:minimum|maximum|plafond|limite|plancher|assez|suffi\w*)\b",
)
"""A question about the rule's own figures, not about one's own month."""
THE_REST = re.compile(
    r",?\s*\b(?:and |but |et |pis |mais )?(?:(?:all )?the |(?:tout )?le |tous les |les )?"
    r"(?:rest|others?|other months|reste|autres(?: mois)?)\b"
    r"(?P<how>[^.?!;]*)",
    re.IGNORECASE,
)
LOWER = _any(r"\b(?:lower|less|under|below|nothing|smaller|moins|en bas|plus bas|bas|rien|petits?|en dessous|en-dessous|inférieur\w*)\b")
"""What is said of the months that were not the highest."""

NEW = _any(
    r"\bnew (?:importers?|business|company|to import\w*)\b",
    r"\bjust (?:start|began|opened|register)\w*\b",
    r"\bnever imported\b",
    r"\b(?:my|our|the) first (?:import|shipment|order|time|year)\w*\b",
    r"\bno (?:import )?history\b",
    r"\bhave(?:n['’]?t| not) imported\b",
    r"\bstart(?:ing)? (?:out|up|to import|importing)\b",
    r"\bstart-?up\b",
    r"\b(?:less than|under|not even|almost|nearly) (?:a|one|12|twelve) (?:year|months?)\b",
    r"\bhalf a year\b",
    r"\b(?:moins de|même pas|presque) (?:12|douze|un) (?:mois|an)\b",
    r"\bdon['’]?t have (?:a |any )?(?:12|twelve|year|history)\w*\b",
    r"\bi expect to owe\b",
    r"\bbrand new\b",
    r"\bnouve(?:l|au|aux|lle)s? (?:importat\w+|entreprise|compagnie|dans l['’]import\w*)\b",
    r"\bnouvellement\b",
    r"\b(?:on|je|nous) (?:commence|débute|commençons|débutons)\w*\b",
    r"\bcommence(?:r|ns)? à importer\b",
    r"\bjamais import\w+\b",
    r"\bpremi(?:ère|er)s? (?:importation|envoi|commande|fois|année)s?\b",
    r"\b(?:pas|aucun) (?:d['’])?historique\b",
    r"\bmoins d['’](?:un|une) an\w*\b",
    r"\bon vient de commencer\b",
    r"\bje viens de (?:commencer|démarrer|partir)\b",
)
NEW_ANSWER = _any(r"\bnew\b", r"\bestimat\w*", r"\bnouve(?:au|l|lle)\b", r"\bestim\w*", r"\bnot yet\b", r"\bpas encore\b", r"\bdébut\w*")
"""What also means a new importer when that was the question."""
KNOWN_ANSWER = _any(
    r"\bhistory\b",
    r"\b(?:12|twelve|douze) (?:(?:last|full|derniers?) )?(?:months?|mois)\b",
    r"\b(?:for|since|over|many|several|few) (?:\w+ )?years?\b",
    r"\bimport(?:ed|ing) (?:for|since|regularly)\b",
    r"\b(?:[0-9]+|a|one|une?) (?:years?|ans?|année)\b",
    r"\bhistorique\b",
    r"\bdepuis\b",
    r"\bdes années\b",
    r"\bplusieurs années\b",
    r"\b(?:long|existing|established|régulièrement|longtemps)\b",
    r"\bhighest\b",
    r"\bplus (?:gros|haut|élevé)\b",
)
_OPENING = r"^\W*(?:(?:ok|okay|oh|ah|well|um|uh|so|ben|euh|bien)\W+)*"
KNOWN_YES = _any(
    rf"{_OPENING}(?:yes|yep|yeah|yup|sure|correct|right|of course|absolutely|definitely|oui|ouais|ouin|exact\w*|bien sûr|tout à fait|"
    r"absolument|c['’]est ça|en effet|it is|it was|(?:we|i) (?:have|do)\W*$)(?!\w)"
)
_NOT = r"(?:not really|not at all|never|pas vraiment|pas du tout|jamais|(?:(?:we|i) )?(?:have|do)(?: not|n['’]?t))"
KNOWN_NO = _any(rf"{_OPENING}(?:(?:no|nope|nah|non)\b\W*{_NOT}?|{_NOT})\W*$")

UNKNOWN = _any(
    r"\b(?:i|we) (?:do not|don['’]?t|dont) (?:know|have (?:it|them|that|the|my|our|those|any))\b",
    r"\bno idea\b",
    r"\bnot sure\b",
    r"\bwhere (?:do|can) i (?:find|see|get)\b",
    r"\bdunno\b",
    r"\bidk\b",
    r"^\W*(?:what do you mean|(?:i )?(?:don['’]?t|do not) (?:understand|get it|follow)(?: (?:the|this|your) question)?)\W*$",
    r"^\W*(?:(?:je )?(?:ne )?comprends pas(?: (?:la|votre|ta) question)?|que voulez-vous dire|tu veux dire quoi|vous voulez dire quoi)\W*$",
    r"\bje (?:ne )?(?:le |les )?sais pas\b",
    r"\bj['’]?sais pas\b",
    r"\bchais pas\b",
    r"\baucune idée\b",
    r"\bpas certaine?\b",
    r"\bpas sûre?\b",
    r"\bje (?:n['’]ai|ne l['’]ai|ne les ai) pas\b",
    r"\bon (?:ne )?sait pas\b",
    r"\boù (?:est-ce que je|puis-je|je) (?:peux |pourrais )?(?:trouv|voi)\w*\b",
)
VAGUE = _any(
    r"^\W*(?:(?:it['’]?s|that['’]?s|we owe|i owe|quite|like|oh|well|maybe|c['’]est|on doit|je dois|ben|genre)\s+)*"
    r"(?:a lot|lots|plenty|loads|tons|a ton|a bunch|not (?:much|a lot|too much)|very little|a little|a bit|"
    r"thousands|hundreds|millions|"
    r"a (?:few|couple)(?: of)? (?:thousands?|hundreds?|grand)|too much|it (?:varies|depends)|depends|varies|"
    r"beaucoup|pas mal|pas (?:beaucoup|grand[- ]chose|gros)|très peu|un peu|peu|trop|énormément|"
    r"des (?:milliers|centaines|millions)|"
    r"quelques (?:milliers|centaines|mille)|une coupe de (?:mille|cent)|ça (?:dépend|varie))\b[^.?!]{0,30}\W*$"
)
"""Answers that give no amount to calculate with."""
_WHERE = r"(?:american|australian|mexican|hong kong|u\.s\.|us)"
_D_OU = r"(?:américaine?s?|americaine?s?|australiens?|étrangers?|etrangers?|u\.s\.|us\b|é\.-u|e\.-u)"
FOREIGN = _any(
    rf"\b{_WHERE} (?:dollars?|funds|bucks|currency|money|\$)",
    r"\b(?:usd|eur|euros?|gbp|pounds sterling|yuans?|rmb|cny|yens?|pesos)\b",
    r"\bforeign (?:currency|money|funds)\b",
    r"\bnot (?:in )?canadian\b",
    rf"\b(?:dollars?|argent|fonds|piasses?|piastres?|devises?|monnaie) {_D_OU}",
    rf"\ben (?:{_D_OU}|devises? étrangères?)",
    r"\bpas (?:en )?(?:argent |dollars? )?canadiens?\b",
)
"""Another currency named without a sum: what was given before is no Canadian money."""
ADDS = _any(r"\W*(?:and|also|plus|then|et|pis|puis|aussi)\b")
NOTHING = _any(
    r"^\W*(?:none|nada|aucune?)\W*$",
    r"\b(?:nothing|nil|none at all|duty[- ]free|no duties|zero|0 owed)\b",
    r"\b(?:rien|zéro|aucun montant|en franchise|exempt\w*)\b",
    r"(?<![\d.,$])0(?:[.,]00)?(?![\d.,])",
)
REMOVE = _any(
    r"\b(?:remove|skip|ignore|delete|drop|take (?:out|off)|leave (?:it|that) out|forget that one)\b",
    r"\b(?:enl[eè]ve[rz]?|[oô]te[rz]?|saute[rz]?|ignore[rz]?|retire[rz]?|supprime[rz]?)\b",
    r"\b(?:laisse[rz]? (?:faire|tomber)|oublie[rz]? (?:ça|celui))\b",
)
ALL_OF_IT = _any(r"\b(?:data|conversation|chat|everything|history|all of it|données|tout|clavardage|historique)\b")
"""What isn't one entry, when something is to be removed."""
ENTRY = _any(
    r"\b(?:entry|line|row|item|number|month|entrée|ligne|montant|mois|n[o°]\.?)\s*#?(?P<place>[0-9]{1,2})\b(?!\s?(?:months?|mois|k\b|[.,]\d|\s\d{3}))"
)
SEVERAL_ACCOUNTS = _any(
    r"\b(?:several|multiple|many|more than one|a few|a couple of|other) (?:rms?\b|(?:\w+[ -]){0,3}(?:rm )?accounts?\b)",
    r"\b(?:plusieurs|plus d['’]un|quelques|d['’]autres) (?:rm\b|(?:\w+ )?comptes?\b)",
)
_PLEASE = r"(?:,? (?:please|svp|s['’]il (?:vous|te) pla[iî]t))?\W*"
BACK = _any(
    r"\W*(?:(?:can|could) (?:i|we) |let me |take me |i(?: want| would like|['’]d like) to )?(?:(?:go|step|move) )?back"
    rf"(?: (?:a|one) (?:step|question)| to the (?:previous|last) (?:question|step)| to the (?:question|step) before)?{_PLEASE}",
    rf"\W*(?:the )?(?:(?:previous|last) (?:question|step)|previous){_PLEASE}",
    r"\W*(?:je (?:veux|voudrais) |j['’]aimerais |peux-tu |on peut |pouvez-vous )?(?:retour|retourner|revenir|revenez|reculer?|reculez)"
    r"(?: (?:en )?arri[èe]re| d['’]une (?:question|[ée]tape)| [àa] la (?:question|[ée]tape) (?:d['’]avant|pr[ée]c[ée]dente))?"
    rf"{_PLEASE}",
    rf"\W*(?:en arri[èe]re|pr[ée]c[ée]dente?|(?:la )?(?:question|[ée]tape) (?:d['’]avant|pr[ée]c[ée]dente)){_PLEASE}",
)
"""Wishes for the question before, and not for the start."""
_COUNT = r"(?P<count>[0-9]{1,2}|two|three|four|five|six|seven|eight|nine|ten|deux|trois|quatre|cinq|sept|huit|neuf|dix)"
COUNTED_ACCOUNTS = _any(
    rf"\b{_COUNT} (?:(?:different|separate|rm|program|import|importer|import-export|importation) ){{0,3}}(?:rms?\b|accounts\b)",
    rf"\b{_COUNT.replace('count', 'compte')} (?:(?:différents|autres) )?(?:comptes\b|rm\b)",
)
COUNTS = {
    name: number
    for number, names in enumerate(
        ("two deux", "three trois", "four quatre", "five cinq", "six", "seven sept", "eight huit", "nine neuf", "ten dix"),
        start=2,
    )
    for name in names.split()
}
SPAN_OF_IMPORTING = _any(
    rf"(?<![\w.,/])(?P<count>[0-9]{{1,3}}(?:[.,][0-9]{{1,2}})?|{'|'.join(COUNTS)}) "
    r"(?P<unit>days?|weeks?|months?|years?|jours?|semaines?|mois|ans?)\b"
)
"""How long somebody has imported, when that was the question: "6 months", "depuis trois ans"."""
SHORT_IMPORTING = _any(
    r"\b(?:depuis|import(?:ed|ing) for|only|just)\s+"
    r"(?:a|one|eleven|a few|a couple of|une?|onze|quelques) (?:weeks?|months?|semaines?|mois)\b",
    r"(?<![\w.,/])(?<![0-9] )(?:1/2|½) (?:(?:a|of a) )?(?:years?|an(?:née)?)\b",
)
"""The same without a number of its own, and less than a year."""
ACCOUNT_PLACE = _any(
    r"\b(?:account|compte)\s*#?(?:no\.?\s*)?(?P<place>[1-9][0-9]?)\b(?![.,]\d)",
    r"\b(?P<first>first|premier)\b|\b(?P<second>second|deuxième|other one|autre)\b|\b(?P<third>third|troisième)\b",
)
SHARE_OF = re.compile(r"[0-9]\s?(?:%|percent|per cent|pour cent)\s?(?:of|de|du|sur)\s?\$?[0-9]", re.IGNORECASE)
"""A share of a sum: "15% of 300"."""

FRENCH_MONTHS = frozenset(
    "janvier janv fevrier fevr fev mars avril avr mai juin juillet juil juill aout septembre octobre novembre decembre".split()
)
ENGLISH_MONTHS = frozenset(
    "january february feb march april apr may june jun july jul august aug september october november december".split()
)
"""Names of months, folded, that are one language's only."""

FILLER = frozenset(
    """
    no not nope yes yeah ok okay oh um uh well so sorry pardon oops correction wait hold on hmm please thanks thank you
    actually really instead rather again it its it's that that's thats this is was were be been will would make change
    set put use try say said i i'm im we my our us me mean meant mistake wrong right should have had has the a an of in
    for to at and or with by about around roughly approximately approx some like maybe probably almost nearly just only
    more less than over under exactly total amount figure number highest worst biggest largest busiest peak top max
    maximum month months monthly entry line row account accounts rm what if owed owe paid cbsa customs duties duty taxes
    tax gst hst fees dollars dollar bucks cad cdn canadian per last year past other one first second third here are
    k thousand grand hundred million zero nothing nil new from now let correct amend update replace still but how
    all those these they they're amounts figures numbers american us usd u s funds money currency foreign euros euro eur
    tous toutes ces ceux montants chiffres argent americain americains americaine fonds devise devises etrangere pas
    non oui ouais ben bon alors attends attendez desole desolee pardon oups finalement plutot en fait c'est c'etait cest
    cetait etait est sera serait ce cela ca fut ete mets mettez mettons change changez disons dire voulais veux dit
    je j'ai jai on nous nos notre mon ma mes le la les l un une des de du d pour dans au aux a et ou avec par environ
    autour pres presque juste seulement plus moins que exactement montant chiffre total nombre gros haut eleve fort
    pire grand pointe mois mensuel entree ligne compte comptes comptes si doit du dus dois devais payait paye payer asfc
    douane douanes droits droit taxe tps tvh frais dollars dollar piasses piastres canadiens dernier derniere an annee
    autre premier deuxieme troisieme voici mille cent million rien erreur corriger corrigez correction remplace modifie
    encore peut etre peut-etre se trompe trompee me suis svp merci
    """.split()
)
"""Words that may stand around amounts in a message that says nothing else. Folded: lower case, no accents."""
