-- Branches that have reported any of these persons: what one branch says of a person changes what another owes.
SELECT DISTINCT org FROM person_identity WHERE person IN (SELECT unnest($persons))
