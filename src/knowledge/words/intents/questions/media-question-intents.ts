// Questions about media as people ask them: video, sound, images, PDF and printing.

export const MEDIA_QUESTIONS = `
convert to mp4 => ffmpeg -i {file|<file>} {file2|output.mp4}
mkv to mp4 without encoding => ffmpeg -i {file|<file>} -c copy {file2|output.mp4} ## -c copy is fast
smaller video file => ffmpeg -i {file|<file>} -c:v libx264 -crf {n|28} {file2|output.mp4} ## a higher crf is smaller
change resolution of a video => ffmpeg -i {file|<file>} -vf scale=-2:{n|720} {file2|output.mp4} ## -2 keeps the shape
trim a video ; extract a part of a video without reencoding => ffmpeg -ss {text|<start>} -to <end> -i {file|<file>} -c copy {file2|output.mp4} ## 00:01:30
first n seconds of a video ; shorten a video => ffmpeg -i {file|<file>} -t {n|10} -c copy {file2|output.mp4} ## seconds
join videos => ffmpeg -f concat -safe 0 -i {file|<list>.txt} -c copy {file2|output.mp4} ## file '<name>' a line
split a video into parts ; divide a video into segments => ffmpeg -i {file|<file>} -c copy -map 0 -f segment -segment_time {n|60} {file2|out%03d.mp4} ## seconds
slow motion ; time lapse ; change video speed => ffmpeg -i {file|<file>} -vf setpts=0.5*PTS -an {file2|output.mp4} ## 2*PTS is slower
flip a video => ffmpeg -i {file|<file>} -vf hflip {file2|output.mp4}
cut the borders of a video => ffmpeg -i {file|<file>} -vf crop=<width>:<height>:<x>:<y> {file2|output.mp4} ## from the top left
change the frame rate ; convert fps => ffmpeg -i {file|<file>} -r {n|30} {file2|output.mp4} ## frames a second
video to images ; one frame per second => ffmpeg -i {file|<file>} -vf fps=1 frame%04d.png ## the second one frame
screenshot of a video at a time => ffmpeg -ss {text|<time>} -i {file|<file>} -frames:v 1 {file2|frame.png}
create a slideshow => ffmpeg -framerate {n|24} -pattern_type glob -i '{glob|*.jpg}' -c:v libx264 -pix_fmt yuv420p {file|output.mp4} ## in order of names
make an animated gif => ffmpeg -i {file|<file>} -vf fps=10,scale=480:-1:flags=lanczos {file2|output.gif} ## smaller scale, smaller file
extract audio ; audio from a video => ffmpeg -i {file|<file>} -vn -c:a copy {file2|output.m4a} ## the second encodes
video to mp3 => ffmpeg -i {file|<file>} -vn {file2|output.mp3}
remove audio ; video without sound => ffmpeg -i {file|<file>} -c copy -an {file2|output.mp4} ## -an
change the volume ; louder audio => ffmpeg -i {file|<file>} -af volume=1.5 {file2|output.mp4} ## 1.5 times
normalize audio => ffmpeg -i {file|<file>} -af loudnorm {file2|output.mp4}
convert audio ; wav to mp3 ; flac to mp3 => ffmpeg -i {file|<file>} -b:a 320k {file2|output.mp3} ## all of them
join audio files ; concatenate mp3 => ffmpeg -i 'concat:{file|<file>}|{file2|<file>}' -c copy output.mp3 ## join, cut
cut an mp3 => ffmpeg -ss {text|<start>} -to <end> -i {file|<file>} -c copy output.mp3
stereo to mono => ffmpeg -i {file|<file>} -ac 1 {file2|output.wav} ## channels, rate
change sample rate => ffmpeg -i {file|<file>} -ar {n|16000} {file2|output.wav}
add subtitles ; subtitle track => ffmpeg -i {file|<video>} -i {file2|<subtitles>} -c copy -c:s mov_text output.mp4 ## not burnt in
logo on a video ; overlay an image on a video => ffmpeg -i {file|<video>} -i {file2|<image>} -filter_complex overlay=10:10 output.mp4 ## position
information about a video => ffprobe -v error -show_format -show_streams {file|<file>} || ffprobe -hide_banner {file|<file>} || mediainfo {file|<file>} ## all streams
record webcam => ffmpeg -f v4l2 -i /dev/video0 {file|output.mp4}
only the audio of a youtube video => yt-dlp -x --audio-format mp3 {url|<url>}
play music => aplay {file|<file>}
smaller picture => convert {file|<file>} -resize {size|50%} {file2|<file>} ## the second in place
image to a maximum width => mogrify -resize {size|1920x} {glob|*.jpg}
cut out a part of a picture => convert {file|<file>} -crop <width>x<height>+<x>+<y> {file2|<file>} ## -trim borders
trim white borders => convert {file|<file>} -trim {file2|<file>}
rotate by exif => mogrify -auto-orient {glob|*.jpg}
compress a jpg ; reduce image quality => convert {file|<file>} -quality {n|80} {file2|<file>} ## quality
optimize png => optipng {file|<file>}
smaller image files => jpegoptim --size={size|500k} {file|<file>}
join images ; images side by side => convert {file|<file>} {file2|<file>} +append {name|<file>} ## -append below
stack images vertically => convert {file|<files>} -append <file>
write text on an image ; add a caption => convert {file|<file>} -gravity south -pointsize {n|36} -annotate +0+20 '{text|<text>}' {file2|<file>} ## position
invert colors => convert {file|<file>} -negate {file2|<file>}
make white transparent => convert {file|<file>} -fuzz 10% -transparent white {file2|<file>} ## -fuzz near white
remove transparency => convert {file|<file>} -background white -alpha remove {file2|<file>}
animated gif from images => convert -delay {n|20} -loop 0 {glob|*.png} animation.gif ## 1/100 s
split a gif into frames => convert {file|<file>.gif} -coalesce frame%03d.png
image information => identify {file|<file>} ## -verbose all
width and height of a picture => identify -format '%wx%h\\n' {file|<file>}
compare two images ; difference of two pictures => compare {file|<file>} {file2|<file>} difference.png ## red is different
icon from a png ; create favicon => convert {file|<file>} -define icon:auto-resize=64,48,32,16 favicon.ico ## sizes
svg to png => inkscape {file|<file>.svg} -o {file2|<file>.png}
date of a photo => exiftool {file|<file>} ## -all= removes
remove gps from photos => exiftool -gps:all= {file|<file>}
strip metadata => exiftool -all= {file|<file>}
show an image ; open an image => feh {file|<file>} || xdg-open {file|<file>} || chafa {file|<file>} ## feh, chafa if installed
screenshot from the terminal => scrot {file|screenshot.png} ## import asks where
screenshot of a region => gnome-screenshot -a
qr code => qrencode -o {file|qr.png} '{text|<text>}' ## the second in the terminal
read a qr code => zbarimg {file|<file>}
text from an image => tesseract {file|<file>} stdout ## -l deu, fra
ocr a pdf => ocrmypdf {file|<file>} {file2|<file>}
merge pdf files ; combine pdfs ; join pdf => pdfunite {file|<files>} {file2|output.pdf} || qpdf --empty --pages {file|<files>} -- {file2|output.pdf} ## in this order
split a pdf ; pages of a pdf as files => pdfseparate {file|<file>} page-%d.pdf ## z is the last page
delete a page from a pdf => qpdf {file|<file>} --pages . 1-<n>,<n>-z -- {file2|output.pdf} ## the rest
compress a pdf ; smaller pdf => gs -sDEVICE=pdfwrite -dPDFSETTINGS=/ebook -o {file2|output.pdf} {file|<file>} ## /screen is smaller
pdf to jpg => pdftoppm -png -r {n|150} {file|<file>} {name|page} ## -f, -l pages
jpg to pdf => img2pdf {glob|*.jpg} -o {file|output.pdf} || convert {glob|*.jpg} {file|output.pdf} ## without loss
search in pdf files ; grep pdf => pdfgrep {text|<text>} {glob|*.pdf}
pdf information => pdfinfo {file|<file>} ## Pages
password of a pdf ; remove a pdf password => qpdf --decrypt --password={text|<password>} {file|<file>} {file2|output.pdf} ## both passwords
word to pdf ; docx to pdf ; convert office documents ; odt to pdf ; xlsx to csv => libreoffice --headless --convert-to {ext|pdf} {file|<file>} ## into this folder
html to pdf ; web page as pdf => wkhtmltopdf {url|<url>} {file|output.pdf} ## a browser
screenshot of a website => chromium --headless --screenshot {url|<url>}
print a file on the printer ; print a document on paper ; send a document to the printer => lp {file|<file>} ## CUPS
default printer => lpoptions -d {name|<printer>}
printer queue => lpq
`
