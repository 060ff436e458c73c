for file in dist/*; do
  hash=$(sha256sum "$file" | cut -d " " -f 1)
  if echo "user = ${{ username | text }}:${{ password | text }}" |
    curl --config - --silent --fail --output /dev/null "${{ address | text }}/files/$hash/${file##*/}"
  then
    echo "$file is in GitLab already"
  else
{% if how.upload_folder is defined %}
    mkdir -p missing
    cp "$file" missing/
{% else %}
    {{ how.upload_file | text }} "$file"
{% endif %}
  fi
done
{% if how.upload_folder is defined %}
if [ -d missing ]; then
  {{ how.upload_folder | text }} missing
fi
{% endif %}
