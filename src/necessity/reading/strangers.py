"""What payers, papers, brochures, relatives, strangers and other people's pages say, told again in running words.

Invariant: as in `sayings`, whose rows these are: nothing here is of this patient, and a general saying reaches nothing where
the words are of the patient.
"""

from __future__ import annotations

from necessity.reading.sayings import CLAUSE, GENERAL, ILL

_PAYER = (
    r"(?:payers?|payors?|insurers?|insurance(?: company| carrier)?|carriers?|health plan|"
    r"(?<!treatment )(?<!surgical )(?<!care )(?<!our )"
    r"(?<!my )plan|aetna|cigna|humana|united ?healthcare|uhc|evicore|carelon|anthem|blue cross(?: blue shield)?|bcbs|"
    r"medicare|medicaid)"
)
_ITS_REASON = (
    r"(?:because|since|as|saying|noting|arguing|pointing out|on (?:the )?(?:basis|grounds?)|stating|due to|citing|"
    r"claiming|that|for (?:lack|want|no|insufficient|"
    r"not|missing)|lacking|without (?:proof|evidence))\b"
)
_MEDIA = (
    r"(?:videos?|(?:wallet|info|information) cards?|apps?|handouts?|leaflets?|animation|websites?|web ?page|"
    r"internet|online|app|slides?|posters?|models?|booklets?|pamphlets?|youtube|articles?|textbooks?|podcast)"
)
_KIN_ALL = (
    r"(?:wife|husband|spouse|partner|son|daughter|brother|sister|sibling|mother|father|mom|mum|dad|grandmother|grandfather|"
    r"grandson|granddaughter|uncle|aunt|cousin|nephew|niece|twin|child)"
)

STRANGERS: tuple[tuple[str, str, str], ...] = (
    # -- what a payer wrote, told again in running words
    (
        "dropped",
        "after",
        rf"\b{_PAYER}\b(?: \w+){{0,3}}? (?:denied|refused|rejected|declined|disapproved|upheld|turned (?:us|it|this|"
        rf"him|her|them) "
        rf"down|non-?certified)\b[^.;]{{0,50}}?\b{_ITS_REASON}",
    ),
    (
        "dropped",
        "after",
        r"\b(?:request|claim|appeal|authori[sz]ation|surgery|case|it|this|procedure|operation|fusion|laminectomy|"
        r"submission|line) "
        r"(?:was|were|has been|had been|is|got|came back) (?:again |initially |first |also )?(?:denied|refused|"
        r"rejected|turned down|"
        rf"non-?certified|not approved|disapproved)\b[^.;]{{0,40}}?\b{_ITS_REASON}",
    ),
    (
        "dropped",
        "after",
        r"\b(?:denials?|refusals?|rejections?|adverse determinations?|non-?certifications?|turn-?down)\b(?: (?:letter|"
        r"notice|of "
        r"[\w/ -]{1,30}?))? (?:cites?|cited|says?|said|states?|stated|claims?|claimed|argues?|lists?|listed|gave|gives|notes?|"
        r"noted|was based|is based|rests|reads?|mentions?|points? (?:to|out)|because|since)\b",
    ),
    ("dropped", CLAUSE, rf"\b(?:according to|in the (?:words|view|opinion) of) (?:the |their |his |her |"
        rf"our )?(?:\w+ )?{_PAYER}\b"),
    (
        "dropped",
        "after",
        rf"\b(?:{_PAYER}|reviewers?|medical director|physician advisor|"
        rf"utilization review)(?:'s)?(?: [\w']+){{0,2}}? (?:wrote|writes|"
        r"says|said|states|stated|claims|claimed|argues|argued|contends|contended|maintains|feels|felt|holds|held|"
        r"position|view|"
        r"stance|opinion|noted|concluded|reasoned|asserts|asserted|believes|believed|objects|objected|complains|complained)\b",
    ),
    ("dropped", "after", r"\bdr\.? [\w-]+'s (?:position|view|stance|argument) (?:was|is|remained)\b"),
    (
        "dropped",
        "after",
        r"\b(?:appeal\w*|disput\w+|contest\w*|disagree\w* with|object\w* to|rebut\w*) (?:their|the|its) (?:\w+ )?(?:findings?|"
        r"claims?|statements?|conclusions?|assertions?|position|view|argument|reasoning) (?:that|of)\b",
    ),
    (
        "dropped",
        "whole",
        r"^\W*(?:the|this) (?:member|enrollee|insured|beneficiary) (?:has|had|does|did|is|was) (?:no|not)\b",
    ),
    # -- studies, teaching, films and talks for everyone
    ("dropped", CLAUSE, r"\b(?:participants|enrollees|study (?:arm|population|subjects)|treatment arm|"
        r"control (?:group|arm))\b"),
    ("dropped", CLAUSE, r"^\W*(?:subjects|patients) (?:were|had|who|with)\b[^.;]*\b(?:excluded|included|enrolled|"
        r"eligible|randomi[sz]ed)\b"),
    ("dropped", CLAUSE, r"\b(?:we|they|investigators|authors|the trial|the study) (?:enrolled|randomi[sz]ed|recruited)\b"),
    (
        "dropped",
        CLAUSE,
        r"\bin (?:the|this|that|one|a|our) (?:[\w-]+ )?(?:cohort|trial|registry|randomi[sz]ed|meta-?analysis|case series)\b|"
        r"\bbefore enroll?ment\b",
    ),
    ("dropped", CLAUSE, r"^\W*(?:teaching (?:point|pearl|case)|pearl|take-?home|learning point|key point|board review)s?\b"),
    ("dropped", CLAUSE, r"^\W*for (?:our|the|my|all) (?:fellows|residents|students|trainees|interns|nurses|staff|"
        r"team)\b\s*[:,]"),
    ("dropped", GENERAL, r"^\W*(?:remember|recall|note|keep in mind|bear in mind|think) (?:that|of|about)\b"),
    ("dropped", GENERAL, r"\bshould make (?:you|one|us) (?:think|suspect|consider|look)\b"),
    (
        "dropped",
        GENERAL,
        r"\b(?:is|are) (?:present|diagnosed|defined|suspected|likely|considered|assumed|graded|said to be) (?:when|if|"
        r"where|once|by an?)\b",
    ),
    ("dropped", CLAUSE, r"\b(?:shows?|manifests?) itself (?:as|by|with|in)\b"),
    ("dropped", CLAUSE, r"^\W*think of\b"),
    (
        "dropped",
        "after",
        rf"\b{_MEDIA} (?:explains?|explained|shows? (?:how|an?)|says?|said|describes?|tells?|told|states?|lists?|"
        rf"warns?|covers?|teach\w*|reads?)\b",
    ),
    ("dropped", CLAUSE, rf"^\W*(?:from|on|per|see|quoted from|copied from) (?:the|our|a|their|this) (?:\w+ )?{_MEDIA}\b"),
    (
        "dropped",
        GENERAL,
        r"^\W*(?:most|many|some|few|all|nearly all) (?:\w+ )?(?:herniations|slips|herniated discs|cysts|fractures|"
        r"cases|fusions|tears|"
        r"curves|deformities)\b",
    ),
    (
        "dropped",
        GENERAL,
        r"^\W*(?:smokers|diabetics|athletes|women|men|older (?:people|adults|patients)|children|"
        r"obese patients) (?:\w+ ){0,2}?(?:fuse|"
        r"heal|do|have|are|tend|lose|get|develop|recover)\b",
    ),
    ("hypothetical", GENERAL, r"\b(?:is|are) (?:then |thus |also |much )?(?:more|less) (?:likely|common|frequent|"
        r"often)\b(?! than not)"),
    ("dropped", CLAUSE, r"\b(?:company|device|product|sales|manufacturer'?s?|vendor|implant) (?:rep|reps|"
        r"representatives?|literature)\b"),
    ("dropped", GENERAL, r"\bnot (?:for|intended for|indicated for) use in\b|\bcontra-?indicated (?:in|for)\b"),
    # -- forms that nobody filled in
    ("dropped", CLAUSE, r"@[a-z][a-z0-9_ ]*@|\[\s*(?:insert|enter|type|add|fill in|describe|specify|name|date|level)\b"),
    ("dropped", CLAUSE, r"(?<=[?:\s(])(?:y|yes)\s?/\s?(?:n|no)(?=$|[\s)?.,;])(?!\s*(?:yes|no|y|n|x)\b)"),
    ("dropped", CLAUSE, r"[\[{](?:[a-z][a-z0-9' -]*)(?:/[a-z][a-z0-9' -]*)+[\]}]"),
    # -- relatives and strangers
    (
        "family",
        "after",
        rf"^\W*(?:his |her |my |the )?(?:step|half-?|foster |maternal |paternal |older |younger |"
        rf"twin )*{_KIN_ALL}s?(?:-in-law)?\s*"
        r"(?::|\s[-\u2013\u2014]\s)",
    ),
    (
        "family",
        "after",
        rf"\b(?:his|her|their) (?:late|ex-?|former|older|younger|elder|twin|identical|first|second|own|oldest|"
        rf"youngest|estranged)[ -]"
        rf"?{_KIN_ALL}(?:-in-law)?\b|\b(?:his|her) (?:identical )?twin\b",
    ),
    (
        "family",
        "after",
        r"^\W*(?:a|an|the|some|another|one) (?:other )?(?:man|woman|lady|guy|fellow|person|member|parishioner|"
        r"teammate|acquaintance|"
        r"relative|roommate)s? (?:from|at|in|on|of|he knows|she knows|whom?)\b",
    ),
    # -- the page of somebody else
    (
        "dropped",
        "whole",
        r"\bfiled under (?:the|a) (?:wrong|different|other)\b|\b(?:is|was|are|were|comes?|came|taken) (?:from|of|"
        r"for) (?:mr|mrs|ms|"
        r"dr)\.? [\w-]+'s (?:chart|record|file|note|films?|scan)|"
        r"\b(?:is|was|are|were) (?:of|for|from) (?:a different|another) (?!type|kind|nature|character|quality|origin|"
        r"level|sort|cause|"
        r"age|make|size|length|surgeon|hospital|clinic|office|doctor|date|day|study|year|operation|fall|injury)\w+|"
        r"\b(?:patient|person) (?:with|of) the same (?:last |sur)?name\b",
    ),
    ("dropped", "after", rf"\b{_PAYER}?\b ?(?:will|would|did|does) not (?:cover|approve|authori[sz]e|pay for|"
        rf"certify)\b[^.;]{{0,40}}?\b{_ITS_REASON}"),
    ("dropped", "after", r"\bsaid no (?:again )?(?:because|since|as|on)\b|\breasons? (?:given|stated|cited|offered|"
        r"they gave)\b"),
    ("dropped", "after", r"\b(?:peer|physician|plan|insurance|their|outside|independent) (?:reviewer|advisor|adviser|"
        r"medical director)s?\b"),
    ("dropped", CLAUSE, rf"\bper (?:the )?(?!plan\b){_PAYER}\b|\bcriteria (?:were |are |is |was )?(?:not|"
        rf"un)[ -]?(?:met|satisfied|fulfilled)\b"),
    ("dropped", "after", r"\b(?:denial|refusal|rejection|determination)s?\s*:"),
    (
        "dropped",
        "after",
        r"\b(?:their|its|payer|plan|policy|coverage|medical|the) criteria (?:wants?|needs?|asks?|requires?|calls?|"
        r"says?|states?|"
        rf"demands?|lists?|includes?|specif\w+)\b|\bupheld\b[^.;]{{0,30}}?\b{_ITS_REASON}|"
        r"\b(?:their|its|denial|insurance|insurer's|carrier's|payer's|plan's|payor's) letter (?:says?|said|states?|"
        r"stated|claims?|"
        r"argues?|notes?|reads?|maintains?|cites?)\b",
    ),
    # -- papers
    (
        "dropped",
        CLAUSE,
        r"\b(?:papers?|articles?|systematic review|recent review|meta-?analys[ie]s|authors|panel|literature|trial|"
        r"cochrane|registry) "
        r"(?:reports?|reported|found|finds|showed|shows|concluded|compared|suggests|suggested|agreed|notes|describes|"
        r"recommends|"
        r"recommended|with|of)\b|\b(?:et al\b|and (?:colleagues|co-?workers|associates))[^.;]{0,20}?\b(?:compared|found|showed|"
        r"reported|studied|described|concluded)\b|\brandomi[sz]ed (?:to|adults|patients|people)\b",
    ),
    ("dropped", CLAUSE, r"^\W*patients in (?:the|this|that)\b"),
    (
        "dropped",
        CLAUSE,
        r"\bin (?:some|most|several|many|published|large|small|other|older|recent|reported|surgical|historical) "
        r"(?:\w+ )?series\b(?! of)|"
        r"(?:\b(?:up to|about|around|roughly|nearly|in|over)\s|[<>~]\s?)\d{1,2}(?:\s?(?:-|to)\s?\d{1,2})?"
        r"\s?(?:%|percent|(?:in|of|out of) (?:a )?(?:100|hundred)) (?:of |in )?(?:patients|cases|people|fusions|operations)\b",
    ),
    ("dropped", GENERAL, r"\b(?:values?|scores?|units) (?:\S+ ){0,3}?(?:correlat\w+|predict\w*|(?:is|are) associated)\b"),
    ("dropped", CLAUSE, r"\bexcluded from (?:the|this|that|our|both|all)? ?(?:\w+ )?(?:study|series|analys[ie]s|trial|cohort|"
        r"review|count|groups?|sample|figures?|registry)\b"),
    (
        "dropped",
        "whole",
        r"^\W*(?:lectures?(?: notes)?|grand rounds|journal club|case (?:report|presentation|of the month)|exam prep|"
        r"study (?:guide|notes)|flash ?cards?|quiz|definitions?(?: of [^:;.]{0,40})?|examples?|"
        r"sample (?:\w+ ){0,4}?\w+|specimen (?:letter|text)|model (?:letter|answer)|glossary|faqs?)\s*:",
    ),
    (
        "dropped",
        CLAUSE,
        rf"^\W*in (?:lumbar |neurogenic |spinal |degenerative |isthmic )*{ILL},? (?:the|a|most|many) (?:patients?|"
        rf"pain|legs?|nerves?|"
        r"spine|disc)\b",
    ),
    (
        "hypothetical",
        GENERAL,
        r"^\W*when(?:ever)? (?:an?|the) (?:fusion|disc|screws?|nerve|vertebra|cage|graft|rod|spine|bone)\b (?:fails?|"
        r"slips?|heals?|"
        r"herniates?|breaks?|loosens?|moves?|is|are|does)\b",
    ),
    ("dropped", GENERAL, r"\b(?:that|this) is why (?:films|we|images|surgeons|doctors|nerves)\b"),
    (
        "dropped",
        CLAUSE,
        r"\bby definition\b|\b(?:classic|typical|usual) (?:triad|picture|presentation|signs?|symptoms) (?:is|are|of|"
        r"includes?)\b",
    ),
    (
        "dropped",
        GENERAL,
        r"\b(?:raises?|increases?|doubles?|triples?|lowers?) (?:the |one's )?(?:risk|rate|chances?|odds)\b|"
        r"^\W*(?:untreated |uncontrolled |poorly controlled )?(?:smoking|nicotine|tobacco|obesity|diabetes|"
        r"osteoporosis|instability|"
        r"stenosis|compression|weak bone) (?:\w+ )?(?:leads? to|causes?|keeps?|doubles?|raises?|increases?|slows?|"
        r"delays?|prevents?|"
        r"makes?|worsens?)\b",
    ),
    ("dropped", "whole", rf"^\W*(?:an? |the |our )?{_MEDIA}\b[^:;.]{{0,40}}:"),
    ("dropped", CLAUSE, r"^\W*(?:printed|downloaded|excerpt(?:ed)?|adapted) from\b|\buptodate\b"),
    # -- kin and strangers, without a word of whose they are
    (
        "family",
        "after",
        rf"^\W*{_KIN_ALL} (?:also )?(?:has|had|takes|took|underwent|needed|needs|got|smokes|smoked|suffers|died|"
        rf"was (?:diagnosed|"
        r"operated))\b(?! (?:to|noticed|seen|noted|observed|been (?:helping|worried)|concerns|told|taken over|driven|"
        r"him|the patient))",
    ),
    ("family", "after", r"^\W*(?:an?|the|his|her) fellow \w+"),
    ("family", "after", r"\b(?:lady|man|woman|guy|couple|people|neighbou?rs?|girl|boy) (?:next door|across|down the)\b"),
    ("family", "whole", rf"^\W*{_KIN_ALL}(?:-in-law)?,? (?:works|lives|is an?|was an?|herself|himself)\b|"
        rf"^\W*{_KIN_ALL}-in-law\b"),
    ("family", "after", r"\bknows (?:\w+ ){0,3}?(?:men|women|people|someone|somebody|man|woman|guys?|others)\b"),
    ("family", "whole", r"^\W*(?:prenatal|antenatal|pregnancy|maternal) (?:course|period|history|care|labs?)\b"),
    # -- a leg that is looked at for a clot
    ("possible", "whole", r"\bhomans\b|\b(?:calf|leg)\b[^.;]{0,70}\b(?:dvt|deep vein|clot|doppler|duplex)\b|"
        r"\b(?:dvt|deep vein|clot|doppler|duplex)\b[^.;]{0,70}\bcalf\b"),
    # -- blanks, and lines that were entered in error
    ("dropped", CLAUSE, r":\s*yes[ \t]+no(?=\s*$|\s{2,}|[.;,])|<<[^<>]{2,60}>>|<(?:insert|enter)\b"),
    ("dropped", "whole", r"\b(?:other|another|different|wrong|previous) patient's\b|^\W*duplicate (?:record|chart|mrn)s?\b"),
    ("dropped", "whole", r"\b(?:was|were|is|are) (?:charted|entered|listed|recorded|documented|added|carried|"
        r"imported) in error\b"),
    (
        "dropped",
        "whole",
        r"^\W*(?:the |this |that )?(?:scan|report|films?|mri|images?|note|page|entry|results?|letter)s? belongs? to "
        r"(?!the (?:patient|chart)\b|her\b|him\b|this\b|our\b|us\b)",
    ),
)  # fmt: skip
