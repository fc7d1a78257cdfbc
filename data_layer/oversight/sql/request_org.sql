-- Whose an exemption is.
SELECT org FROM exemption_event WHERE request = $request AND kind = 'asked'
