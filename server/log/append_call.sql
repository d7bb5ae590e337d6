SELECT outcome, position, version, recordedat
FROM jejak.append(%b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)
ORDER BY ord
