{#-
language = "python"
kind = "file"
file = "main.py"
purpose = "uses the package as any program does"
run = "walk"
-#}
import {{ value.package | module | identifier }}

{{ value.package | module | identifier }}.main()
