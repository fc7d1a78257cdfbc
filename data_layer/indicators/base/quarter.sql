-- needs: calendar
SELECT DISTINCT quarter, first_on, last_on FROM calendar
