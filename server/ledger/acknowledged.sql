SELECT acknowledged_at, statement
FROM {schema}.acknowledgements
WHERE agency = %(agency)b AND n = %(n)b AND (statement IS NOT NULL) = %(signed)b
