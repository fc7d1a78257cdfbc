-- needs: held_quarter
-- Who is away in a quarter (流出).
SELECT * FROM held_quarter WHERE direction = '流出'
