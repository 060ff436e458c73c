{#-
language = "python"
kind = "file"
file = "main.py"
purpose = "uses the package as any program does"
run = "walk"
-#}
import {{ package.module | identifier }}

{{ package.module | identifier }}.main()
