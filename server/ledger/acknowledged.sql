SELECT acknowledged_at
FROM {schema}.acknowledgements
WHERE agency = %(agency)b AND n = %(n)b
