-- needs: held_quarter
-- Who is here in a quarter (流入).
SELECT * FROM held_quarter WHERE direction = '流入'
