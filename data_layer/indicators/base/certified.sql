-- needs: spell_listing spell_quarter report
-- Spells with a certificate: a number on any counted row, or 发放/补发 while it ran.
SELECT spell FROM spell_listing WHERE certificate_numbered
UNION
SELECT s.spell
FROM report r
JOIN spell_quarter s ON s.family = r.family AND s.person = r.person
WHERE r.source = 'certificate' AND r.item IN ('发放', '补发') AND r.sure AND r.counted
  AND r.day >= s.start_on AND (s.end_on IS NULL OR r.day <= s.end_on)
