-- needs: calendar
-- Quarters in which scope is told: to the end of the year that is looked at.
SELECT DISTINCT quarter, first_on, last_on FROM calendar WHERE quarter <= $scope_through
