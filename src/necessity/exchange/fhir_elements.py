"""The parts that FHIR R4 knows of the resources that are read as codes (http://hl7.org/fhir/R4, their definitions).

Invariant: a part that is not listed may change what the rest says, so that such a resource says nothing.
"""

from __future__ import annotations

ELEMENTS = frozenset(
    "resourceType id meta language text contained extension identifier instantiatesCanonical instantiatesUri basedOn "
    "partOf status  statusReason category code subject encounter note clinicalStatus verificationStatus severity "
    "bodySite onsetDateTime onsetAge  onsetPeriod onsetRange onsetString abatementDateTime abatementAge abatementPeriod "
    "abatementRange abatementString recordedDate  recorder asserter stage evidence performedDateTime performedPeriod "
    "performedString performedAge performedRange performer  location reasonCode reasonReference outcome report "
    "complication complicationDetail followUp focalDevice usedReference usedCode  focus effectiveDateTime "
    "effectivePeriod effectiveTiming effectiveInstant issued valueQuantity valueCodeableConcept valueString "
    "valueBoolean valueInteger valueRange valueRatio valueSampledData valueTime valueDateTime valuePeriod "
    "dataAbsentReason  interpretation method specimen device referenceRange hasMember derivedFrom component "
    "resultsInterpreter result imagingStudy  media conclusion conclusionCode presentedForm intent priority doNotPerform "
    "reportedBoolean reportedReference  medicationCodeableConcept medicationReference supportingInformation authoredOn "
    "requester performerType groupIdentifier  courseOfTherapyType insurance dosageInstruction dispenseRequest "
    "substitution priorPrescription detectedIssue eventHistory  context dateAsserted informationSource dosage ".split()
)
