// Questions about tools as people ask them: containers, clusters, language packages, media, databases.

export const TOOL_QUESTIONS = `
list containers ; list running containers ; show running docker containers ; list all docker containers ; show stopped containers ; see all containers => docker ps || docker ps -a ## -a stopped ones too
list all containers including stopped ; show all docker containers including stopped ones => docker ps -a ## -a
list docker images ; show docker images => docker images ## with sizes
names of containers only ; list only container names => docker ps --format '{{.Names}}' ## a line each
run a docker container ; start a container from an image ; run docker image => docker run {image|<image>} || docker run -it --rm {image|<image>} ## --rm removes it at the end
run container in background ; run docker detached ; docker run in background => docker run -d --name {name|<name>} {image|<image>} ## -d
run container ; run an interactive shell in the {image} image ; run docker image ; open a shell in a docker image ; start an interactive container => docker run -it --rm {image|<image>} bash ## sh where bash is missing
open a shell in a running container ; get into a docker container's shell ; enter a running container ; ssh into a docker container ; attach bash to running container ; execute bash in container => docker exec -it {container|<container>} bash || docker exec -it {container|<container>} sh ## exit leaves it
run a command in a running container ; execute command in docker container => docker exec {container|<container>} {command|<command>} ## -it for a terminal
enter a container as root ; docker exec as root ; run docker as a different user => docker exec -u root -it {container|<container>} bash ## -u
stop a container ; stop a docker container => docker stop {container|<container>} ## asks it to end
stop all containers ; stop all running docker containers ; stop all docker containers at once => docker stop $(docker ps -q) ## running ones
start a stopped container ; start docker container again ; continue a docker container which has exited => docker start {container|<container>} || docker start -ai {container|<container>} ## -ai with its terminal
restart a container => docker restart {container|<container>} ## the same one
remove a container ; delete a docker container => docker rm {container|<container>} || docker rm -f {container|<container>} ## -f a running one too
remove all containers ; delete all docker containers ; remove all docker containers at once => docker rm -f $(docker ps -aq) ## running ones too
remove all stopped containers ; remove old docker containers ; delete exited containers ; clean up stopped containers => docker container prune ## asks
remove an image ; delete a docker image => docker rmi {image|<image>} || docker rmi -f {image|<image>} ## no container may use it
remove all images ; delete all docker images => docker rmi $(docker images -q) ## that no container uses
remove unused images ; remove dangling images ; delete untagged images ; remove old and unused docker images ; remove docker images with none tag => docker image prune || docker image prune -a ## -a all without container
clean up docker ; free docker disk space ; remove everything from docker ; remove all unused docker data ; clear docker cache => docker system prune || docker system prune -a --volumes ## asks
docker disk usage ; space used by docker ; how much space do docker images use => docker system df ## by kind
list docker volumes ; show volumes => docker volume ls ## names
remove docker volumes ; remove unused volumes ; delete all docker volumes => docker volume prune || docker volume rm {name|<volume>} ## their data is lost
remove docker networks ; remove unused networks => docker network prune ## unused ones
clear docker build cache ; remove build cache => docker builder prune ## asks
copy from container to host ; copy files from docker container to host ; copy file out of a container ; copy a directory from container to host ; get files out of docker container ; docker copy file to host => docker cp {container|<container>}:{path|<path>} {dir|.} ## from, to
copy from host to container ; copy files from host to docker container ; copy file into a container => docker cp {path|<path>} {container|<container>}:{path2|<path>} ## from, to
logs of a container ; see docker logs ; show output of container => docker logs {container|<container>} || docker logs -f {container|<container>} ## -f follows
follow container logs ; tail docker logs ; watch docker login realtime ; follow docker container log => docker logs -f {container|<container>} || docker logs -f --tail 100 {container|<container>} ## until Ctrl-C
last lines of container log ; docker logs of last hour ; docker logs since a time => docker logs --tail {n|100} {container|<container>} || docker logs --since 1h {container|<container>} ## newest
clear docker logs ; truncate logs of a container ; delete docker container logs => sudo truncate -s 0 $(docker inspect --format='{{.LogPath}}' {container|<container>}) ## the file stays
ip address of a container ; get docker container ip ; get ip address from host of docker container => docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' {container|<container>} ## each network
ports of a container ; show published ports => docker port {container|<container>} ## host side
environment of a container ; environment variables of docker container => docker exec {container|<container>} env ## as it runs
details of a container ; inspect a container ; show mounted volumes of container => docker inspect {container|<container>} || docker inspect -f '{{json .Mounts}}' {container|<container>} ## JSON
command a container was started with ; see how a container was started => docker inspect -f '{{.Path}} {{.Args}}' {container|<container>} ## as it runs
resource usage of containers ; cpu and memory of docker containers ; monitor containers => docker stats || docker stats --no-stream ## once
processes in a container ; list processes of container => docker top {container|<container>} ## seen from outside
limit memory of a container ; limit cpu of a docker container => docker run -m {size|512m} --cpus {n|1} {image|<image>} || docker update -m {size|512m} {container|<container>} ## update a running one
expose a port of a container ; publish a port ; map a port in docker ; docker run with port mapping ; access port of container from host => docker run -p {port|<port>}:{port2|<port>} {image|<image>} ## host, then container
mount a directory in a container ; mount a host directory in docker ; docker run with volume ; share a folder with container => docker run -v {dir|"$PWD"}:{path|<path>} {image|<image>} ## host, then container
pass environment variables to a container ; docker run with environment variable ; env file for docker => docker run -e {var|NAME}={text|value} {image|<image>} || docker run --env-file {file|.env} {image|<image>} ## -e each
name a container ; give container a name => docker run --name {name|<name>} {image|<image>} ## at its start
restart a container automatically ; restart policy of container ; start container on boot ; docker container always restart => docker update --restart unless-stopped {container|<container>} || docker run -d --restart unless-stopped {image|<image>} ## until stopped
override the entrypoint ; run container with another entrypoint ; docker run with different command => docker run -it --entrypoint {command|sh} {image|<image>} ## --entrypoint
build an image ; build a docker image from a dockerfile => docker build -t {image|<image>} . ## this directory
build an image from another dockerfile ; specify dockerfile name ; use a different dockerfile => docker build -f {file|<dockerfile>} -t {image|<image>} . ## -f
build without cache ; rebuild docker image from scratch ; force docker to build clean ; docker build no cache => docker build --no-cache -t {image|<image>} . ## each step
build argument ; pass arguments to docker build => docker build --build-arg {var|NAME}={text|value} -t {image|<image>} . ## ARG in the file
tag an image ; rename a docker image => docker tag {image|<image>} {image2|<image>} ## a second name
push an image ; push image to registry ; upload docker image => docker push {image|<image>} ## docker login first
pull an image ; download a docker image => docker pull {image|<image>} ## from the registry
save an image to a file ; export docker image to tar => docker save -o {file|<file>.tar} {image|<image>} ## docker load reads it
load an image from a file ; import docker image from tar => docker load -i {file|<file>.tar} ## from docker save
copy an image to another host ; transfer docker image without registry ; move docker image from one host to another without a repository ; send docker image over ssh => docker save {image|<image>} | ssh {host|<host>} docker load ## no registry
make an image from a container ; commit a container ; save changes of container as image => docker commit {container|<container>} {image|<image>} ## as it is
history of an image ; show layers of image ; see dockerfile of an image => docker history --no-trunc {image|<image>} ## newest first
list tags of an image ; find all tags of docker image on hub ; list available tags of docker image => curl -s 'https://hub.docker.com/v2/repositories/library/{image|<image>}/tags?page_size=100' | jq -r '.results[].name' ## from the hub
run docker without sudo ; use docker without root ; permission denied docker socket ; add user to docker group => sudo usermod -aG docker "$USER" ## at the next login
docker version ; check docker version => docker --version ## prints it
list docker networks ; show docker networks => docker network ls ## names
create a docker network ; connect containers in a network => docker network create {name|<name>} ## then --network
connect to host from container ; access localhost of host from docker => docker run --add-host=host.docker.internal:host-gateway {image|<image>} ## that name
exit a container without stopping it ; detach from docker container => docker attach {container|<container>} ## Ctrl-P Ctrl-Q leaves it
start docker compose ; run docker compose in background ; start all services of compose => docker compose up -d ## -d background
stop docker compose ; stop all compose services ; remove compose containers => docker compose down || docker compose stop ## down removes them
rebuild docker compose ; rebuild one service of compose ; docker compose rebuild and restart => docker compose up -d --build {service|} ## changed ones
restart one service of compose ; restart single container with docker compose => docker compose restart {service|<service>} ## that one
logs of docker compose ; follow logs of compose service => docker compose logs -f {service|} ## until Ctrl-C
shell in a compose service ; exec into docker compose service => docker compose exec {service|<service>} sh ## a running one
docker compose remove volumes ; down with volumes => docker compose down -v ## their data is lost
list pods ; show all pods ; get pods in all namespaces => kubectl get pods || kubectl get pods -A ## -A all namespaces
describe a pod ; why is pod pending ; show events of a pod => kubectl describe pod {pod|<pod>} ## events last
logs of a pod ; see pod logs ; view logs of a kubernetes pod => kubectl logs {pod|<pod>} || kubectl logs -f {pod|<pod>} ## -f follows
logs of a previous container ; logs of a crashed pod ; see log of container that restarted ; kubectl logs of previous instance => kubectl logs --previous {pod|<pod>} ## before the restart
logs of all pods of a deployment ; tail logs of multiple pods => kubectl logs -f deployment/{pod|<deployment>} --all-containers || kubectl logs -l app={name|<app>} --tail=100 ## by label
shell in a pod ; exec into a pod ; get a shell in a kubernetes pod ; open bash in pod ; run command in a pod => kubectl exec -it {pod|<pod>} -- sh || kubectl exec -it {pod|<pod>} -- bash ## exit leaves it
copy files from a pod ; copy file from pod to local ; copy files to a pod => kubectl cp {pod|<pod>}:{path|<path>} {path2|<path>} || kubectl cp {path|<path>} {pod|<pod>}:{path2|<path>} ## from, to
restart a deployment ; restart pods ; rollout restart ; restart a pod in kubernetes => kubectl rollout restart deployment {pod|<deployment>} || kubectl delete pod {pod|<pod>} ## one after the other
delete a pod ; remove a pod ; force delete a pod stuck in terminating ; delete pod immediately => kubectl delete pod {pod|<pod>} || kubectl delete pod {pod|<pod>} --grace-period=0 --force ## a deployment makes a new one
delete all pods ; delete evicted pods ; remove failed pods => kubectl delete pods --all || kubectl delete pods --field-selector=status.phase=Failed ## this namespace
delete a namespace ; delete everything in a namespace ; delete all resources => kubectl delete all --all -n {name|<namespace>} || kubectl delete namespace {name|<namespace>} ## for good
scale a deployment ; change count of replicas => kubectl scale deployment {pod|<deployment>} --replicas={n|<number>} ## 0 stops it
roll back a deployment ; undo a rollout => kubectl rollout undo deployment {pod|<deployment>} ## the one before
change the image of a deployment ; update image in kubernetes => kubectl set image deployment/{pod|<deployment>} <container>={image|<image>} ## rolls out
forward a port to a pod ; port forward in kubernetes ; access service locally => kubectl port-forward {pod|<pod>} {port|<port>}:{port2|<port>} ## local, then pod
apply a manifest ; create resources from yaml ; deploy yaml => kubectl apply -f {file|<file>.yaml} ## creates or changes
switch namespace ; set default namespace ; change current namespace in kubectl => kubectl config set-context --current --namespace={name|<namespace>} ## this context
switch context ; change kubernetes cluster ; list contexts => kubectl config use-context {name|<context>} || kubectl config get-contexts ## * is the current one
list namespaces ; show all namespaces => kubectl get namespaces ## names
list all resources in a namespace => kubectl get all -n {name|<namespace>} || kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl get --ignore-not-found -n {name|<namespace>} ## get all leaves out some
decode a secret ; show value of a kubernetes secret ; read secret => kubectl get secret {name|<secret>} -o jsonpath='{.data.<key>}' | base64 -d ## one key
create a secret ; create secret from file => kubectl create secret generic {name|<secret>} --from-literal=<key>=<value> ## or --from-file
pods on a node ; which node does a pod run on => kubectl get pods -o wide || kubectl get pods --field-selector spec.nodeName={name|<node>} ## with nodes
resource usage of pods ; cpu and memory of pods => kubectl top pods || kubectl top nodes ## metrics server
yaml of a running resource ; export a deployment as yaml => kubectl get deployment {pod|<deployment>} -o yaml ## as it is
edit a deployment => kubectl edit deployment {pod|<deployment>} ## opens the editor
list container images in a cluster => kubectl get pods -A -o jsonpath='{.items[*].spec.containers[*].image}' | tr ' ' '\\n' | sort -u ## each once
run a temporary pod ; start a debug pod ; run a one off container in kubernetes => kubectl run tmp -it --rm --image={image|busybox} --restart=Never -- sh ## gone at the end
get pods sorted by restart or age ; sort pods by time ; events sorted by time => kubectl get pods --sort-by=.metadata.creationTimestamp || kubectl get events --sort-by=.lastTimestamp ## newest last
install a python package ; pip install => pip install {package|<package>} ## in the active environment
install a specific version with pip ; pip install a specific version ; install older version of python package ; pip install specific version of a package => pip install {package|<package>}=={text|<version>} ## == exactly
upgrade a package with pip ; update a python package => pip install --upgrade {package|<package>} ## newest
upgrade all python packages ; upgrade all packages with pip ; update all pip packages at once => pip list --outdated --format=json | python3 -c 'import json,sys; print(*[p["name"] for p in json.load(sys.stdin)])' | xargs -n 1 pip install -U || pip freeze | cut -d= -f1 | xargs -n 1 pip install -U ## each in turn
upgrade pip ; update pip itself => python3 -m pip install --upgrade pip ## newest
list python packages ; show installed pip packages ; list installed python packages ; version of a python package => pip list || pip show {package|<package>} ## pip freeze with ==
outdated python packages ; which pip packages are outdated => pip list --outdated ## with the newest
uninstall a python package ; uninstall all pip packages ; remove all packages installed by pip => pip uninstall {package|<package>} || pip freeze | xargs pip uninstall -y ## all of them
install from requirements.txt ; pip install requirements file => pip install -r {file|requirements.txt} ## a line each
create requirements.txt ; generate requirements file ; freeze python packages => pip freeze > requirements.txt ## with versions
pip install from git ; install python package from github ; pip install from a branch => pip install git+{url|<url>} ## @branch at the end
pip install from a local directory ; install package in development mode => pip install -e {dir|.} ## -e follows changes
where does pip install packages ; find location of python packages ; python site-packages directory => pip show {package|<package>} || python3 -m site ## Location
dependencies of a python package => pip show {package|<package>} | grep Requires ## also pipdeptree
available versions of a python package ; list all versions of package with pip => pip index versions {package|<package>} ## newest first
clear pip cache => pip cache purge ## downloads
create a virtual environment ; create python virtualenv ; make a venv => python3 -m venv {dir|.venv} ## then source .venv/bin/activate
activate a virtual environment ; activate virtualenv => source {dir|.venv}/bin/activate ## deactivate leaves it
leave a virtual environment ; deactivate virtualenv ; exit virtualenv => deactivate ## back to before
remove a virtual environment ; delete virtualenv => rm -r {dir|.venv} ## only a directory
virtual environment with another python version ; use different python version with virtualenv => virtualenv -p python{text|3} {dir|.venv} || python{text|3} -m venv {dir|.venv} ## must be installed
python version ; which python version is installed ; check python version => python3 --version ## prints it
run python code ; python one liner => python3 -c {text|'<code>'} ## -c
profile a python script => python3 -m cProfile -s cumtime {file|<file>.py} ## slowest first
list conda environments ; show all conda environments => conda env list ## * is the active one
create a conda environment ; new conda environment with python => conda create -n {name|<name>} python ## then conda activate
create a conda environment from a file ; conda environment from yaml => conda env create -f {file|environment.yml} ## the name is in it
remove a conda environment ; delete a conda environment => conda env remove -n {name|<name>} ## with its packages
activate a conda environment => conda activate {name|<name>} ## conda deactivate leaves it
export a conda environment ; save conda environment to a file => conda env export > {file|environment.yml} ## with versions
install an npm package ; install npm package globally ; npm install global => npm install {package|<package>} || npm install -g {package|<package>} ## -g for all
install a dev dependency ; npm install as dev dependency => npm install -D {package|<package>} ## devDependencies
install a specific version with npm ; npm install specific version ; install an older version of an npm package => npm install {package|<package>}@{text|<version>} ## @ the version
install from package.json ; npm install exactly from lock file ; clean install => npm ci || npm install ## ci as the lock says
uninstall an npm package ; remove a global npm package => npm uninstall {package|<package>} || npm uninstall -g {package|<package>} ## -g the global one
list global npm packages ; list globally installed npm packages ; show globally installed node modules => npm list -g --depth=0 ## no dependencies
list installed npm packages ; list npm packages without dependencies ; list top level packages => npm list --depth=0 ## no dependencies
version of an npm package ; find the version of an installed npm package => npm list {package|<package>} || npm view {package|<package>} version ## view the newest
all versions of an npm package ; list available versions of npm package => npm view {package|<package>} versions --json ## all
outdated npm packages ; check for outdated packages => npm outdated ## wanted and latest
update npm packages ; update each dependency in package.json to the latest version ; upgrade all npm packages to latest => npx npm-check-updates -u && npm install || npm update ## beyond the ranges
update npm ; upgrade npm itself => npm install -g npm@latest ## newest
update node ; upgrade node to latest version ; update nodejs to latest version => nvm install node || sudo npm install -g n && sudo n stable ## with nvm
switch node version ; use a different node version ; install a specific node version ; downgrade node => nvm use {text|<version>} || nvm install {text|<version>} ## this shell
set default node version => nvm alias default {text|<version>} ## new shells
clear npm cache ; clean npm cache => npm cache clean --force ## downloads
remove node_modules and reinstall ; reinstall all node modules => rm -rf node_modules && npm install ## also package-lock.json when wrong
fix npm permission errors ; npm without sudo ; npm global packages without sudo => npm config set prefix ~/.local ## then no sudo
run an npm script ; list npm scripts ; pass arguments to npm script => npm run {script|} || npm run {script|<script>} -- <arguments> ## -- parts them
run a local npm binary ; run package installed locally ; execute local node module => npx {command|<command>} ## from node_modules/.bin
check for vulnerabilities in npm packages ; npm audit fix => npm audit || npm audit fix ## fix changes versions
why is an npm package installed ; find which package depends on => npm explain {package|<package>} || npm ls {package|<package>} ## the chain
init a node project ; initialize a new npm project ; start a new node project ; create package.json ; create package.json with defaults => npm init -y ## no questions
link a local npm package ; use a local package => npm link {name|} || npm install {dir|<directory>} ## a symlink
npm registry ; change npm registry ; npm behind proxy => npm config set registry {url|<url>} || npm config set proxy {url|<url>} ## for all
where are global npm modules ; find npm global directory => npm root -g || npm config get prefix ## modules
install a homebrew package ; install with brew => brew install {package|<package>} ## macOS, Linux
list brew packages ; show installed homebrew packages => brew list ## also brew leaves
upgrade brew packages ; update all homebrew packages => brew update && brew upgrade ## all
uninstall a brew package ; remove a homebrew package => brew uninstall {package|<package>} ## brew autoremove for the rest
install a ruby gem => gem install {package|<package>} ## bundle for projects
list ruby gems ; show installed gems => gem list ## with versions
uninstall a ruby gem ; uninstall all gems => gem uninstall {package|<package>} || gem uninstall -aIx ## the second all
convert a video ; convert video to mp4 ; convert video format with ffmpeg ; convert mkv to mp4 ; convert mov to mp4 ; convert avi to mp4 => ffmpeg -i {file|<file>} {file2|<file>.mp4} || ffmpeg -i {file|<file>} -c copy {file2|<file>.mp4} ## -c copy without loss
convert video without reencoding ; change container without reencoding ; remux video => ffmpeg -i {file|<file>} -c copy {file2|<file>.mp4} ## no loss
extract audio from a video ; get audio from video file ; extract mp3 from video ; convert video to mp3 ; extract audio with ffmpeg => ffmpeg -i {file|<file>} -vn audio.mp3 || ffmpeg -i {file|<file>} -vn -acodec copy <file>.m4a ## -vn no picture
remove audio from a video ; mute a video ; strip audio with ffmpeg => ffmpeg -i {file|<file>} -c copy -an {file2|<file>.mp4} ## -an no sound
cut a video ; trim a video with ffmpeg ; cut part of a video ; extract part of video ; split video by time ; cut video without reencoding => ffmpeg -ss <start> -to <end> -i {file|<file>} -c copy {file2|<file>.mp4} ## hh:mm:ss
concatenate videos ; join video files ; merge videos with ffmpeg ; concatenate two mp4 files => ffmpeg -f concat -safe 0 -i {file|<list>.txt} -c copy {file2|<file>.mp4} ## lines: file '<name>'
merge audio and video ; add audio to a video ; combine audio and video with ffmpeg ; replace audio of video => ffmpeg -i {file|<video>} -i {file2|<audio>} -c:v copy -map 0:v -map 1:a -shortest <file>.mp4 ## picture of the first
resize a video ; scale video with ffmpeg ; change video resolution => ffmpeg -i {file|<file>} -vf scale={n|1280}:-1 {file2|<file>.mp4} ## -1 keeps the shape
reduce the size of a video ; compress a video ; make video file smaller => ffmpeg -i {file|<file>} -vcodec libx264 -crf {n|28} {file2|<file>.mp4} ## more is smaller
rotate a video => ffmpeg -i {file|<file>} -vf transpose=1 {file2|<file>.mp4} ## 90 degrees clockwise
crop a video => ffmpeg -i {file|<file>} -vf 'crop=<width>:<height>:<x>:<y>' {file2|<file>.mp4} ## from the left top
speed up a video ; change playback speed of video ; slow down a video => ffmpeg -i {file|<file>} -filter:v 'setpts=0.5*PTS' -an {file2|<file>.mp4} ## twice as fast
make a gif from a video ; convert video to gif ; create animated gif from video => ffmpeg -i {file|<file>} -vf 'fps=10,scale=480:-1' {file2|<file>.gif} ## 10 pictures a second
extract frames from a video ; get images from video ; extract one frame from video ; make thumbnail of a video => ffmpeg -i {file|<file>} -vf fps=1 frame%04d.png || ffmpeg -ss <time> -i {file|<file>} -frames:v 1 <file>.png ## one a second
make a video from images ; create video from image sequence => ffmpeg -framerate {n|24} -i frame%04d.png -pix_fmt yuv420p {file|<file>.mp4} ## numbered images
add subtitles to a video ; burn subtitles into video => ffmpeg -i {file|<file>} -vf subtitles={file2|<file>.srt} <file>.mp4 ## burned in
length of a video ; get duration of a video ; duration of audio file ; video length => ffprobe -v error -show_entries format=duration -of default=noprint_wrappers=1:nokey=1 {file|<file>} ## seconds
video information ; resolution of a video ; codec of a video ; get video metadata => ffprobe -hide_banner {file|<file>} || mediainfo {file|<file>} ## streams
convert audio ; convert wav to mp3 ; convert flac to mp3 ; convert m4a to mp3 ; convert ogg to mp3 => ffmpeg -i {file|<file>} {file2|<file>.mp3} ## by the ending
convert all files with ffmpeg ; batch convert audio files ; convert all flac to mp3 ; ffmpeg for all files in folder => for f in *.{ext}; do ffmpeg -i "$f" "\${f%.*}.{ext2}"; done ## each in turn
normalize or change volume of audio ; increase volume of a file => ffmpeg -i {file|<file>} -filter:a 'volume={n|2}' {file2|<file>} ## factor
record the screen ; capture screen with ffmpeg => ffmpeg -f x11grab -i :0.0 {file|<file>.mp4} || import -window root <file>.png ## X11
download a youtube video ; download video from website ; download audio from youtube => yt-dlp {url|<url>} || yt-dlp -x --audio-format mp3 {url|<url>} ## -x sound only
convert an image ; convert png to jpg ; convert image format ; convert jpg to png ; convert webp to png ; convert svg to png ; convert heic to jpg => convert {file|<file>} {file2|<file>} ## ImageMagick, by the ending
convert all images ; batch convert images ; convert all png to jpg in folder => mogrify -format {ext2|jpg} *.{ext|png} ## the originals stay
resize an image ; resize images ; scale an image ; resize image keeping aspect ratio => convert {file|<file>} -resize {n|800}x {file2|<file>} || mogrify -resize {n|50}% *.jpg ## keeps the shape
resize all images in a folder ; batch resize images => mogrify -resize {n|800}x *.{ext|jpg} ## in place
crop an image => convert {file|<file>} -crop <width>x<height>+<x>+<y> {file2|<file>} ## from the left top
rotate an image => convert {file|<file>} -rotate {n|90} {file2|<file>} ## degrees
join images ; combine images side by side ; merge images vertically => convert {file|<file>} {file2|<file>} +append <file> || convert {file|<file>} {file2|<file>} -append <file> ## + beside, - below
reduce image file size ; compress jpeg ; optimize images => convert {file|<file>} -quality {n|80} {file2|<file>} || jpegoptim {file|<file>} ## less is smaller
make background of image transparent ; remove white background => convert {file|<file>} -transparent white {file2|<file>.png} ## white goes
image size ; get dimensions of an image ; width and height of image => identify {file|<file>} || file {file|<file>} ## width x height
remove exif data ; strip metadata from images => exiftool -all= {file|<file>} || mogrify -strip {file|<file>} ## keeps a copy
show exif data ; image metadata => exiftool {file|<file>} ## all of it
images to pdf ; convert image to pdf ; convert multiple images to one pdf ; combine jpg files into pdf => img2pdf {file|*.jpg} -o {file2|<file>.pdf} || convert {file|*.jpg} {file2|<file>.pdf} ## a page each
pdf to images ; convert pdf to png ; convert pdf to jpg => pdftoppm -png {file|<file>.pdf} {name|page} || convert -density 150 {file|<file>.pdf} <file>.png ## a page each
merge pdf files ; combine pdfs into one ; join multiple pdf files ; concatenate pdf files ; merge two pdfs => pdfunite {file|<file>.pdf} {file2|<file>.pdf} <file>.pdf || qpdf --empty --pages *.pdf -- <file>.pdf ## the last is the result
split a pdf ; extract pages from a pdf ; split pdf into single pages ; get some pages of pdf => qpdf {file|<file>.pdf} --pages . {n|1}-{n2|5} -- {file2|<file>.pdf} || pdfseparate {file|<file>.pdf} page-%d.pdf ## pdfseparate each page
compress a pdf ; reduce pdf file size ; shrink pdf => gs -sDEVICE=pdfwrite -dPDFSETTINGS=/ebook -dNOPAUSE -dBATCH -sOutputFile={file2|<file>.pdf} {file|<file>.pdf} ## also /screen
rotate a pdf ; rotate pages of pdf => qpdf {file|<file>.pdf} {file2|<file>.pdf} --rotate=+{n|90} ## all pages
remove password from pdf ; decrypt a pdf ; add password to pdf => qpdf --password=<password> --decrypt {file|<file>.pdf} {file2|<file>.pdf} ## you must know it
text of a pdf ; extract text from pdf ; convert pdf to text ; search in pdf files => pdftotext -layout {file|<file>.pdf} - || pdfgrep {text|<text>} *.pdf ## - the terminal
count of pages of a pdf ; count pages of pdf => pdfinfo {file|<file>.pdf} | grep Pages ## one line
convert markdown to html ; convert markdown to pdf ; convert docx to pdf ; convert doc ; convert html to pdf ; convert office file => pandoc {file|<file>} -o {file2|<file>} || libreoffice --headless --convert-to pdf {file|<file>} ## by the ending
ocr an image ; recognise text in image => tesseract {file|<file>} {name|out} ## out.txt
make a qr code => qrencode -o {file|<file>.png} {text|'<text>'} ## an image
backup a mysql database ; dump a mysql database ; export mysql database ; mysqldump a database => mysqldump -u {user|root} -p {db|<database>} > {file|<file>.sql} ## asks for the password
restore a mysql dump ; import sql file into mysql ; import mysql database ; run sql script in mysql => mysql -u {user|root} -p {db|<database>} < {file|<file>.sql} ## asks for the password
dump all mysql databases => mysqldump -u root -p --all-databases > {file|<file>.sql} ## asks for the password
list mysql databases ; show all databases in mysql => mysql -u {user|root} -p -e 'show databases' ## asks for the password
show mysql tables ; list tables of a mysql database => mysql -u {user|root} -p -e 'show tables' {db|<database>} ## asks for the password
run a mysql query ; execute a mysql command ; run mysql query and exit => mysql -u {user|root} -p -e '{text|<query>}' {db|<database>} ## -e the query
create a mysql database => mysql -u root -p -e 'CREATE DATABASE {db|<database>}' ## asks for the password
create a mysql user ; add a user to mysql => mysql -u root -p -e "CREATE USER '{user|<user>}'@'localhost' IDENTIFIED BY '<password>'" ## then GRANT
grant privileges in mysql ; give a mysql user all privileges on a database => mysql -u root -p -e "GRANT ALL ON {db|<database>}.* TO '{user|<user>}'@'localhost'" ## on that database
reset mysql root password ; change mysql root password => sudo mysql -e "ALTER USER 'root'@'localhost' IDENTIFIED BY '<password>'" ## as root
connect to a mysql server ; login to mysql ; connect to mysql => mysql -u {user|root} -p -h {host|localhost} ## asks for the password
backup a postgres database ; dump a postgresql database ; export postgres database ; create postgres backup => pg_dump {db|<database>} > {file|<file>.sql} || pg_dump -Fc {db|<database>} > <file>.dump ## -Fc for pg_restore
restore a postgres dump ; import sql file in postgres ; restore a postgres backup file ; run sql file in postgres => psql {db|<database>} < {file|<file>.sql} || pg_restore -d {db|<database>} <file>.dump ## by its form
list postgres databases ; show databases in psql => psql -l ## names
list tables in postgres ; show tables in psql ; describe a table in postgres => psql {db|<database>} -c '\\dt' ## \\d a table
run a query in postgres ; execute psql command => psql {db|<database>} -c '{text|<query>}' ## -c
create a postgres database => createdb {db|<database>} ## owner is you
create a postgres user ; add a role in postgres => createuser --interactive || psql -c "CREATE USER {user|<user>} WITH PASSWORD '<password>'" ## asks
drop a postgres database ; delete a postgres database => dropdb {db|<database>} ## for good
connect to a postgres database ; login to postgres => psql {db|<database>} || psql -h {host|localhost} -U {user|postgres} {db|<database>} ## asks for the password
copy a postgres database ; copy database from one server to another => pg_dump {db|<database>} | psql -h {host|<host>} {db|<database>} ## no file between
export query to csv ; save psql output to csv ; export table to csv in postgres => psql {db|<database>} -c "\\copy (<query>) to '{file|<file>.csv}' csv header" ## on this side
open a sqlite database ; look into a sqlite file => sqlite3 {file|<file>} ## .quit leaves it
list tables in sqlite ; show tables of a sqlite database => sqlite3 {file|<file>} .tables ## also .schema
dump a sqlite database ; export sqlite database to sql => sqlite3 {file|<file>} .dump > {file2|<file>} ## SQL
run a query on a sqlite file ; sqlite query => sqlite3 {file|<file>} '{text|<query>}' ## prints rows
import csv into sqlite ; load a csv into a sqlite table => sqlite3 {file|<file>} '.mode csv' '.import <file> <table>' ## the first line names columns
delete all redis keys ; flush redis ; clear redis cache => redis-cli FLUSHALL ## all databases
list all redis keys ; find redis keys by pattern => redis-cli --scan --pattern '{text|*}' ## does not block
delete redis keys by pattern ; remove redis keys matching pattern => redis-cli --scan --pattern '{text|<pattern>}' | xargs redis-cli del ## each
dump a mongodb database ; backup mongodb => mongodump --db {db|<database>} ## a directory
restore a mongodb dump ; import a mongodb backup => mongorestore --db {db|<database>} {dir|<directory>} ## from mongodump
list mongodb databases ; show databases in mongodb => mongosh --eval 'show dbs' ## names
drop a mongodb database ; delete a mongodb database => mongosh {db|<database>} --eval 'db.dropDatabase()' ## for good
export a mongodb collection ; mongodb collection to json or csv => mongoexport --db {db|<database>} --collection {name|<collection>} --out {file|<file>} ## JSON lines
compile a c program ; compile c++ ; build a c file with gcc => gcc {file|<file>.c} -o {name|program} || g++ {file|<file>.cpp} -o {name|program} ## then ./program
compile with debug symbols ; debug a c program ; run program in gdb with arguments => gdb --args {command|<command>} || gcc -g {file|<file>.c} -o <program> ## -g for symbols
check for memory leaks => valgrind --leak-check=full {command|<command>} ## slow
run make with several cores ; parallel make ; make faster => make -j"$(nproc)" ## one a core
list make targets ; show targets of a makefile ; dry run make => make -qp | awk -F: '/^[a-zA-Z0-9][^$#\\/\\t=]*:([^=]|$)/ {print $1}' | sort -u || make -n ## -n runs nothing
list files in a jar ; view contents of a jar => jar tf {file|<file>} || unzip -l {file|<file>} ## names
run a jar ; execute a jar file => java -jar {file|<file>} ## its main class
create a jar ; make a jar file from classes => jar cf {file|<file>} -C {dir|<directory>} . ## all of the directory
java version ; which java version is installed ; find java home ; set JAVA_HOME => java -version || readlink -f "$(command -v java)" ## with links resolved
list s3 files ; list files in an s3 bucket => aws s3 ls {text|s3://<bucket>} ## aws configure first
copy files to s3 ; upload a file to s3 => aws s3 cp {file|<file>} {text|s3://<bucket>} ## --recursive for directories
download a file from s3 ; copy from s3 to local => aws s3 cp {text|s3://<bucket>/<file>} . ## --recursive for directories
sync a directory to s3 ; upload a folder to s3 => aws s3 sync {dir|.} {text|s3://<bucket>} ## --delete removes what is gone
delete an s3 bucket ; remove a bucket with contents => aws s3 rb --force {text|s3://<bucket>} ## with all in it
version of an installed pip package ; get version of a python package ; check version of an installed python module => pip show {package|<package>} ## Version
python packages in user directory ; pip install without root ; pip install for current user => pip install --user {package|<package>} ## no sudo
pip install from a specific index ; pip behind a proxy ; pip trusted host => pip install --index-url {url|<url>} {package|<package>} || pip install --proxy {url|<url>} {package|<package>} ## or PIP_INDEX_URL
pip download without installing ; install packages offline => pip download -d {dir|<directory>} {package|<package>} || pip install --no-index --find-links {dir|<directory>} {package|<package>} ## wheels
start a python web server ; http server python => python3 -m http.server {port|8000} ## this directory
pretty print json with node ; pretty-print json using node => node -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(0)), null, 2)' < {file|<file>.json} ## two blanks
unused npm packages ; find unused npm packages ; which dependencies are unused => npx depcheck ## names
prune unused packages ; uninstall unused packages in node ; remove packages not in package.json => npm prune ## not in package.json
contents of a docker image ; see what is in a docker image ; look inside an image ; explore docker image file system => docker run -it --rm {image|<image>} sh || docker history {image|<image>} ## look around
file system of a container ; explore docker container's file system ; list files in a container => docker exec {container|<container>} ls -la {path|/} || docker export {container|<container>} | tar -tf - ## the second all files
changed files in a container ; diff of a container => docker diff {container|<container>} ## A, C, D
container id from inside the container ; get container id inside docker => cat /etc/hostname || hostname ## the short one
id of a container by name ; get container id by name => docker ps -aqf name={name|<name>} ## part of a name
restart one container of compose ; restart a single container with docker-compose => docker compose restart {service|<service>} ## that one
rebuild one container of compose => docker compose up -d --no-deps --build {service|<service>} ## only that
run a one off command with compose => docker compose run --rm {service|<service>} {command|<command>} ## removed at the end
stop and remove a container in one command ; force remove a running container => docker rm -f {container|<container>} ## even when it runs
remove all containers and images ; reset docker completely ; start docker fresh => docker system prune -a --volumes ## asks; all unused data
kill all containers => docker kill $(docker ps -q) ## at once
remove containers older than ; remove images older than => docker container prune --filter until={text|24h} || docker image prune -a --filter until={text|24h} ## age
remove images by name or pattern => docker rmi $(docker images -q {image|<image>}) ## all tags
size of docker images ; sort docker images by size ; size of containers => docker images --format '{{.Size}}\\t{{.Repository}}' | sort -h || docker ps -s ## -s containers
view dockerfile history ; which base image was used => docker history {image|<image>} ## newest first
copy files between containers ; copy from image to host without running => docker create --name tmp {image|<image>} && docker cp tmp:{path|<path>} . && docker rm tmp ## no start
run docker container with current user ; avoid root files from docker => docker run --rm -u "$(id -u):$(id -g)" -v "$PWD":/work -w /work {image|<image>} ## your ids
docker login ; login to a registry => docker login {host|} ## asks
check if docker is running ; status of the docker daemon => systemctl status docker ## the daemon
start docker ; start the docker daemon ; start docker service => sudo systemctl start docker ## the daemon
restart docker ; restart docker daemon => sudo systemctl restart docker ## the daemon
test if a container is running in a script => docker inspect -f '{{.State.Running}}' {container|<container>} ## true or false
wait for a container to be healthy ; health of a container => docker inspect -f '{{.State.Health.Status}}' {container|<container>} ## healthy
when was a container started ; uptime of a container => docker ps --format '{{.Names}} {{.Status}}' ## since when
delete all pods in a namespace ; remove every pod => kubectl delete pods --all -n {name|<namespace>} ## deployments make new ones
delete all deployments ; delete a deployment ; delete a service in kubernetes => kubectl delete deployment {pod|<deployment>} || kubectl delete service {pod|<service>} ## for good
node a pod runs on ; name of the node a pod runs on ; see nodes of pods => kubectl get pods -o wide ## NODE
list nodes ; describe a node ; labels of nodes => kubectl get nodes -o wide || kubectl get nodes --show-labels ## with addresses
drain a node ; cordon a node => kubectl drain {name|<node>} --ignore-daemonsets || kubectl cordon {name|<node>} ## uncordon undoes it
containers of a pod ; list containers in a pod ; logs of one container in a pod ; exec into a specific container => kubectl get pod {pod|<pod>} -o jsonpath='{.spec.containers[*].name}' || kubectl logs {pod|<pod>} -c <container> ## -c names it
ip of a pod ; get ip address of pods => kubectl get pods -o wide ## IP
get external ip of a service ; list services in kubernetes => kubectl get svc || kubectl get svc -A ## EXTERNAL-IP
why does a pod crash ; events in a namespace ; show kubernetes events => kubectl get events --sort-by=.lastTimestamp || kubectl describe pod {pod|<pod>} ## newest last
create a namespace => kubectl create namespace {name|<namespace>} ## empty
create a deployment ; run an image in kubernetes ; expose a deployment => kubectl create deployment {pod|<name>} --image={image|<image>} || kubectl expose deployment {pod|<name>} --port={port|80} ## then a service
watch pods ; monitor pods continuously => kubectl get pods -w ## until Ctrl-C
label a node or pod ; add a label => kubectl label pod {pod|<pod>} <key>=<value> ## key- removes it
check kubernetes version ; cluster information => kubectl version || kubectl cluster-info ## client and server
validate a manifest ; dry run kubectl apply ; generate yaml without creating => kubectl apply --dry-run=client -f {file|<file>.yaml} || kubectl create deployment <name> --image=<image> --dry-run=client -o yaml ## creates nothing
batch convert mp3 to ogg ; batch convert audio ; convert all wav to mp3 => for f in *.{ext|mp3}; do ffmpeg -i "$f" "\${f%.*}.{ext2|ogg}"; done ## each in turn
convert pdf to grayscale ; make pdf black and white => gs -sDEVICE=pdfwrite -sColorConversionStrategy=Gray -dProcessColorModel=/DeviceGray -dNOPAUSE -dBATCH -sOutputFile={file2|<file>.pdf} {file|<file>.pdf} ## a new file
convert image to grayscale ; make image black and white => convert {file|<file>} -colorspace Gray {file2|<file>} ## ImageMagick
resolution of all images ; find the resolution of all images in a folder ; dimensions of many images => identify -format '%f %wx%h\\n' * ## a line each
find images larger than a resolution ; find corrupt images => identify -format '%w %i\\n' *.jpg | awk '$1 > {n|1920} {print $2}' ## width
video duration in seconds ; get video length in seconds => ffprobe -v error -show_entries format=duration -of default=noprint_wrappers=1:nokey=1 {file|<file>} ## seconds
total duration of all videos => for f in *.mp4; do ffprobe -v error -show_entries format=duration -of csv=p=0 "$f"; done | awk '{s+=$1} END {print s/60 " min"}' ## minutes
split audio or video into parts of equal length ; split video into chunks => ffmpeg -i {file|<file>} -c copy -f segment -segment_time {n|600} part%03d.mp4 ## seconds
fade or overlay with ffmpeg ; add a watermark to a video => ffmpeg -i {file|<file>} -i {file2|<logo>.png} -filter_complex 'overlay=10:10' <file>.mp4 ## place
change frame rate of a video => ffmpeg -i {file|<file>} -r {n|30} {file2|<file>.mp4} ## frames a second
extract subtitles from a video => ffmpeg -i {file|<file>} -map 0:s:0 {file2|<file>.srt} ## the first
reverse a video or audio => ffmpeg -i {file|<file>} -vf reverse -af areverse {file2|<file>} ## all in memory
stream or play a video ; play an mp3 ; play a sound => mpv {file|<file>} || ffplay -nodisp -autoexit {file|<file>} ## q ends
text to speech => espeak {text|'<text>'} || say {text|'<text>'} ## say on macOS
record audio from microphone => arecord -f cd {file|<file>.wav} ## until Ctrl-C
change volume ; mute sound => amixer set Master {n|50}% || pactl set-sink-volume @DEFAULT_SINK@ {n|50}% ## percent
size of a mysql database ; show size of mysql tables => mysql -u root -p -e 'SELECT table_schema, ROUND(SUM(data_length+index_length)/1048576) MB FROM information_schema.tables GROUP BY 1' ## MB
size of a postgres database => psql -c "SELECT pg_size_pretty(pg_database_size('{db|<database>}'))" ## one line
mysql dump of one table ; dump only structure of a mysql database ; mysqldump without data => mysqldump -u root -p {db|<database>} {name|<table>} > {file|<file>.sql} || mysqldump -u root -p --no-data {db|<database>} > {file|<file>.sql} ## --no-data structure
import csv into mysql ; import csv into postgres => psql {db|<database>} -c "\\copy <table> from '{file|<file>.csv}' csv header" || mysql --local-infile -u root -p {db|<database>} -e "LOAD DATA LOCAL INFILE '{file|<file>.csv}' INTO TABLE <table> FIELDS TERMINATED BY ','" ## on this side
mysql without password ; run mysql command without password prompt => mysql --defaults-extra-file={file|<file>.cnf} {db|<database>} ## user and password in it
kill a postgres connection ; list postgres connections ; running queries in postgres => psql -c 'SELECT pid, usename, query FROM pg_stat_activity' ## pg_terminate_backend(pid) ends one
version of postgres or mysql => psql --version || mysql --version ## the client's
show mysql users ; change password of mysql user => mysql -u root -p -e 'SELECT user, host FROM mysql.user' ## asks for the password
only files of an s3 listing ; recursively list an s3 bucket ; size of an s3 bucket => aws s3 ls {text|s3://<bucket>} --recursive --summarize --human-readable ## total last
extract year from aws or list ec2 instances ; list aws instances => aws ec2 describe-instances --query 'Reservations[].Instances[].[InstanceId,State.Name,PublicIpAddress]' --output table ## a table
logs of the last minutes of a container ; docker logs of the last n minutes ; recent logs of a docker container => docker logs --since {n|5}m {container|<container>} ## also --until
pods sorted by age ; get pods sorted by age ; newest pods ; sort pods by creation time => kubectl get pods --sort-by=.metadata.creationTimestamp ## newest last
yaml of a deployed service ; get yaml for deployed kubernetes services ; export service as yaml => kubectl get service {pod|<service>} -o yaml ## as it is
direct dependencies only with pip ; pip freeze only top level packages ; list top level python packages => pip list --not-required ## nobody needs them
install packages from a requirements file => pip install -r {file|requirements.txt} ## a line each
uninstall a global npm package ; uninstall a globally installed npm package => npm uninstall -g {package|<package>} ## for all
install a previous version of an npm package ; install exact version of npm package => npm install --save-exact {package|<package>}@{text|<version>} ## @ the version
resize an image to a width ; resize image to fixed width => convert {file|<file>} -resize {n|800}x {file2|<file>} ## keeps the shape
first page of a pdf ; extract one page of a pdf ; extract the first page => qpdf {file|<file>} --pages . {n|1} -- {file2|<file>} ## the last is the result
concatenate mp4 files ; join mp4 files ; merge mkv files ; concatenate audio files => ffmpeg -f concat -safe 0 -i {file|<list>} -c copy {file2|<file>} ## lines: file '<name>'
mysqldump without locking ; dump a mysql database without locking tables => mysqldump --single-transaction -u root -p {db|<database>} > {file|<file>} ## InnoDB
databases and tables in postgres ; list databases and tables in postgres => psql -l || psql {db|<database>} -c '\\dt' ## databases, tables
which python does pip use ; which python version does pip use => pip --version ## at the end
run a python script in background ; keep a python script running => nohup python3 {file|<file>} > output.log 2>&1 & ## survives logout
remove container after exit ; docker remove container automatically ; delete container when it stops => docker run --rm {image|<image>} ## --rm
docker exec as root ; run as root in a container => docker exec -u root -it {container|<container>} sh ## -u
rebuild only one service of compose ; docker compose rebuild only one service => docker compose up -d --no-deps --build {service|<service>} ## only that
size of a docker volume ; disk usage of docker volumes => docker system df -v ## each
images running in a cluster ; all images used in a cluster => kubectl get pods -A -o jsonpath='{.items[*].spec.containers[*].image}' | tr ' ' '\\n' | sort -u ## each once
delete evicted pods => kubectl delete pods --field-selector=status.phase=Failed ## this namespace
logs of an init container => kubectl logs {pod|<pod>} -c {container|<container>} ## -c names it
top level npm packages only ; npm list only top level packages => npm list --depth=0 ## no dependencies
compress an mp4 video ; reduce mp4 size => ffmpeg -i {file|<file>} -vcodec libx264 -crf {n|28} {file2|<file>} ## more is smaller
mp3 from youtube ; extract mp3 from a youtube video => yt-dlp -x --audio-format mp3 {url|<url>} ## -x sound only
split a pdf into pages ; split pdf into single pages => pdfseparate {file|<file>} page-%d.pdf ## each page
count of pages in a pdf ; count pages of a pdf file => pdfinfo {file|<file>} | grep Pages ## one line
export only the schema of a mysql database ; mysqldump schema only ; dump table structure only => mysqldump --no-data -u root -p {db|<database>} > {file|<file>} ## asks for the password
run an sql file in postgres ; execute sql script with psql => psql {db|<database>} -f {file|<file>} ## -f
ip of the docker host ; host ip from inside a container => ip -4 addr show docker0 || ip route | awk '/default/ {print $3}' ## the second inside a container
docker daemon log ; where is the docker daemon log => journalctl -u docker ## systemd
delete docker images older than ; delete old docker images by age => docker image prune -a --filter until={text|720h} ## 720h is a month
outdated packages with pip ; pip show outdated packages => pip list --outdated ## with the newest
single frame of a video ; extract a single frame at a given time => ffmpeg -ss {text|00:00:05} -i {file|<file>} -frames:v 1 {file2|<file>} ## one picture
scale an image by percent ; scale down an image by a percentage => convert {file|<file>} -resize {n|50}% {file2|<file>} ## keeps the shape
pods on a specific node ; list pods on a node => kubectl get pods -A --field-selector spec.nodeName={name|<node>} ## that node
why is a pod crashing ; see why a pod is crashing => kubectl describe pod {pod|<pod>} || kubectl logs --previous {pod|<pod>} ## events last
delete completed jobs ; kubectl delete all completed jobs => kubectl delete jobs --field-selector status.successful=1 ## this namespace
scale a statefulset ; scale statefulset to zero => kubectl scale statefulset {pod|<name>} --replicas={n|0} || kubectl scale deployment {pod|<name>} --replicas={n|0} ## 0 stops it
publish a container port ; docker expose port on host ; map a port of container to host => docker run -p {port|<port>}:{port2|<port>} {image|<image>} ## host first
ports of a container ; which ports does my docker container expose ; port mapping of a container ; what ports is a container using => docker port {container|<container>} || docker ps ## host side
commit a container to an image ; save changes of container as image ; create image from container => docker commit {container|<container>} {image|<image>} ## files only
rename a container => docker rename {container|<container>} {name|<name>} ## old, new
rename an image ; change image name ; change repository name of image ; retag image => docker tag {image|<image>} {image2|<image>} ## a second name
exit code of a container ; why did container exit ; exit status of stopped container => docker inspect -f '{{.State.ExitCode}}' {container|<container>} || docker ps -a ## 137 is killed
environment variable for docker run ; set env in container ; pass environment variables to docker => docker run -e <name>=<value> {image|<image>} || docker run --env-file .env {image|<image>} ## each -e one
env file for docker => docker run --env-file {file|.env} {image|<image>} ## a line each
mount a directory into container ; host folder in docker ; share a folder with container ; bind mount => docker run -v "$PWD":<path> {image|<image>} || docker run -v {path|<path>}:{path2|<path>} {image|<image>} ## host first
shell of a crashed container ; get into a container that has stopped ; debug a container that exits at once ; start image with a shell instead => docker run -it --rm --entrypoint sh {image|<image>} || docker commit {container|<container>} <image> ## instead of its program
files of a container ; browse filesystem of a container ; explore docker container files ; look inside an image => docker exec -it {container|<container>} sh || docker export {container|<container>} | tar -t ## ls there
reach host from container ; connect to localhost of the host from container ; access host service from docker => docker run --add-host=host.docker.internal:host-gateway {image|<image>} || docker run --network host {image|<image>} ## that name
network of docker host ; use host network => docker run --network host {image|<image>} ## no ports to map
containers on the same network ; connect container to network => docker network connect {name|<network>} {container|<container>} ## by name
remove exited containers older than a week ; delete old stopped containers ; prune containers older than => docker container prune --filter 'until=168h' ## asks
remove all containers and images ; delete everything in docker ; reset docker completely => docker system prune -a --volumes || docker rm -f $(docker ps -aq) ## asks
size of docker images and containers => docker system df || docker ps -s ## by kind
cpu and memory of containers ; resource usage of containers => docker stats ## live
limit memory of container ; container cpu limit => docker run -m {size|512m} --cpus 1 {image|<image>} ## ends above
copy a docker image to another host ; transfer image without registry ; move image between machines => docker save {image|<image>} | ssh {host|<host>} docker load ## no registry
save image to file ; export docker image => docker save -o {file|<file>.tar} {image|<image>} ## docker load -i
load image from file => docker load -i {file|<file>.tar} ## of docker save
build image with another dockerfile ; dockerfile with other name => docker build -f {file|<dockerfile>} -t {name|<name>} . ## -f
build argument => docker build --build-arg <name>=<value> -t {image|<image>} . ## ARG
layers of an image ; how was image built => docker history --no-trunc {image|<image>} ## newest first
dockerfile entrypoint of an image ; default command of an image => docker inspect -f '{{.Config.Entrypoint}} {{.Config.Cmd}}' {image|<image>} ## both
run as another user in docker => docker run -u "$(id -u):$(id -g)" {image|<image>} ## own files
restart policy ; restart container always ; start container at boot => docker update --restart unless-stopped {container|<container>} || docker run --restart unless-stopped {image|<image>} ## until stopped
use docker without sudo ; permission denied docker socket => sudo usermod -aG docker "$USER" ## at next login
compose only some services ; docker compose up single service ; start only certain containers of compose => docker compose up -d {service|<service>} ## and what it needs
compose rebuild one service ; rebuild and restart a service in compose => docker compose up -d --build {service|<service>} ## one service
compose down ; stop and remove compose containers ; remove everything started by compose => docker compose down || docker compose down -v ## -v volumes too
compose logs => docker compose logs -f {service|} ## follows
compose run a command => docker compose exec {service|<service>} {command|sh} ## running one
restart deployment ; restart all pods of a deployment ; rollout restart => kubectl rollout restart deployment/{name|<deployment>} ## one by one
scale deployment to zero ; stop a deployment ; set replicas to zero => kubectl scale deployment/{name|<deployment>} --replicas=0 ## none runs
scale a deployment ; change count of replicas => kubectl scale deployment/{name|<deployment>} --replicas={n|<number>} ## so many
roll back a deployment => kubectl rollout undo deployment/{name|<deployment>} ## to the one before
port forward to a pod ; access pod from localhost => kubectl port-forward {pod|<pod>} {port|<port>}:{port2|<port>} ## here, there
copy from a pod ; download file of a pod => kubectl cp {pod|<pod>}:{path|<path>} {path2|.} ## tar must be there
default namespace ; switch kubernetes namespace => kubectl config set-context --current --namespace={name|<namespace>} ## stays
switch cluster ; change kubectl context => kubectl config use-context {name|<context>} ## get-contexts lists
events sorted by time => kubectl get events --sort-by=.lastTimestamp ## newest last
pods with their nodes ; which node does a pod run on => kubectl get pods -o wide ## NODE
delete evicted pods ; remove failed pods => kubectl delete pods --field-selector=status.phase=Failed ## in this namespace
decode a secret => kubectl get secret {name|<secret>} -o jsonpath='{.data.<key>}' | base64 -d ## one key
resource usage of pods => kubectl top pods ## metrics-server
force delete a stuck pod => kubectl delete pod {pod|<pod>} --grace-period=0 --force ## at once
leave a virtualenv ; deactivate python environment ; get out of virtualenv ; exit a venv => deactivate ## in the shell
create and activate virtualenv ; new python environment => python3 -m venv .venv && source .venv/bin/activate ## deactivate leaves
create requirements.txt ; list dependencies of python project ; freeze packages to file => pip freeze > requirements.txt ## with versions
install from requirements => pip install -r {file|requirements.txt} ## all of them
install python package from git ; pip install from github => pip install git+{url|<url>} ## @branch too
install python package in editable mode ; develop a package locally => pip install -e . ## as it is
install package for current user only => pip install --user {package|<package>} ## in ~/.local
outdated python packages => pip list --outdated ## newer ones
version of a python package => pip show {package|<package>} ## Version
where are python packages installed ; location of site-packages => python3 -m site || pip show {package|<package>} ## paths
run python one-liner ; execute python code => python3 -c '<code>' ## one line
run a python module => python3 -m {name|<module>} ## by name
profile a python script => python3 -m cProfile -s cumtime {file|<script>} ## slowest first
production dependencies only ; npm install without dev dependencies ; skip devdependencies => npm ci --omit=dev || npm install --omit=dev ## no devDependencies
pass arguments to npm script ; npm run with parameters ; extra options for npm script => npm run {script|<script>} -- <arguments> ## behind --
why is an npm package installed ; which package depends on a module ; dependency tree of a package => npm ls {package|<package>} || npm explain {package|<package>} ## who needs it
outdated npm packages => npm outdated ## newer ones
update all npm packages to latest => npx npm-check-updates -u && npm install ## changes package.json
global npm packages => npm ls -g --depth=0 ## names
uninstall global npm package => npm uninstall -g {package|<package>} ## -g
install certain npm version of package => npm install {package|<package>}@<version> ## behind @
switch node version ; use another version of node => nvm use {n|<version>} || nvm install {n|<version>} ## for this shell
clear npm cache => npm cache clean --force ## all
fresh node_modules ; reinstall all npm packages => rm -rf node_modules && npm ci ## from the lock file
run sql file in postgres ; execute sql script with psql => psql -d {db|<database>} -f {file} ## -f
run sql query ; one query with psql => psql -d {db|<database>} -c '<query>' ## -c
list databases in postgres ; show all postgres databases => psql -l ## names and owners
list tables of a postgres database => psql -d {db|<database>} -c '\\dt' ## in public
kill postgres connections ; disconnect all sessions of a database ; close active connections to database => psql -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{db|<database>}' AND pid <> pg_backend_pid()" ## but ours
create postgres user => sudo -u postgres createuser -P {user|<user>} ## asks a password
create postgres database => createdb {db|<database>} ## -O owner
size of a postgres database => psql -c "SELECT pg_size_pretty(pg_database_size('{db|<database>}'))" ## readable
restore a postgres dump => psql -d {db|<database>} -f {file} || pg_restore -d {db|<database>} {file} ## -Fc ones by pg_restore
dump one table of postgres => pg_dump -t <table> {db|<database>} > {file|<file>.sql} ## one table
postgres query to csv => psql -d {db|<database>} -c "\\copy (<query>) TO '<file>.csv' CSV HEADER" ## here
mysql query result to csv ; export mysql query as csv => mysql -B -e '<query>' {db|<database>} | tr '\\t' ',' > {file|<file>.csv} ## tabs become commas
run sql query in mysql => mysql -e '<query>' {db|<database>} ## -e
dump mysql database ; backup a mysql database => mysqldump {db|<database>} > {file|<file>.sql} ## -u and -p
import sql file into mysql => mysql {db|<database>} < {file} ## must exist
dump only schema => mysqldump --no-data {db|<database>} > {file|<file>.sql} ## no rows
size of mysql tables => mysql -e "SELECT table_name, ROUND((data_length+index_length)/1e6) AS mb FROM information_schema.tables WHERE table_schema='{db|<database>}' ORDER BY mb DESC" ## in MB
tables of sqlite database => sqlite3 {file} .tables ## names
sqlite to csv => sqlite3 -header -csv {file} '<query>' > <file>.csv ## with header
all keys in redis => redis-cli --scan ## one a line
flush redis => redis-cli flushall ## all is lost
length of a video ; duration of a video file in seconds => ffprobe -v error -show_entries format=duration -of default=noprint_wrappers=1:nokey=1 {file} ## seconds
check video file for errors ; integrity of a video ; is a video file corrupt => ffmpeg -v error -i {file} -f null - ## silent when well
join videos without reencoding ; concatenate mp4 files ; merge several video files => ffmpeg -f concat -safe 0 -i {file|list.txt} -c copy {file2|output.mp4} ## lines: file 'NAME'
rotate a video => ffmpeg -i {file} -vf transpose=1 {file2|output.mp4} ## 1 is clockwise
resize a video ; scale video to 720p => ffmpeg -i {file} -vf scale=-2:720 {file2|output.mp4} ## height
compress a video ; make video file smaller ; reduce video size => ffmpeg -i {file} -vcodec libx264 -crf 28 {file2|output.mp4} ## higher is smaller
convert video to mp4 => ffmpeg -i {file} {file2|output.mp4} ## by its ending
video to gif => ffmpeg -i {file} -vf fps=10,scale=480:-1 {file2|output.gif} ## width 480
images from video ; extract frames of a video => ffmpeg -i {file} -vf fps=1 frame_%04d.png ## one a second
one frame as image ; thumbnail of video => ffmpeg -ss 00:00:05 -i {file} -frames:v 1 {file2|thumbnail.jpg} ## at that time
video from images ; slideshow from pictures => ffmpeg -framerate 25 -i frame_%04d.png {file|output.mp4} ## numbered ones
remove audio of video ; mute a video => ffmpeg -i {file} -an -c:v copy {file2|output.mp4} ## no sound
add audio to video ; replace sound of video => ffmpeg -i {file} -i <audio> -c:v copy -map 0:v -map 1:a {file2|output.mp4} ## new sound
add subtitles to video => ffmpeg -i {file} -i <subtitles>.srt -c copy -c:s mov_text {file2|output.mp4} ## soft ones
speed up a video => ffmpeg -i {file} -vf 'setpts=0.5*PTS' -an {file2|output.mp4} ## twice as fast
convert all flac to mp3 ; batch convert audio files ; convert a folder of audio => for f in *.flac; do ffmpeg -i "$f" -q:a 0 "\${f%.flac}.mp3"; done ## each file
batch convert videos => for f in *.{ext|mkv}; do ffmpeg -i "$f" "\${f%.*}.mp4"; done ## each file
normalize volume ; increase volume of audio file => ffmpeg -i {file} -filter:a loudnorm {file2|output.mp3} || ffmpeg -i {file} -filter:a volume=2 {file2|output.mp3} ## evened
cut audio ; trim mp3 => ffmpeg -ss <start> -to <end> -i {file} -c copy {file2|output.mp3} ## times
resize image ; resize an image to a size ; scale a picture ; make image smaller ; change image dimensions => convert {file} -resize {size|<width>x<height>} {file2|<target>} ## ratio stays
resize all images ; resize many pictures => mogrify -resize {size|<width>x<height>} *.{ext|jpg} ## in place
convert image format ; convert an image to another format => convert {file} {file2|<target>} ## by its ending
convert all png to jpg ; convert all png images to jpg ; batch convert images => mogrify -format jpg *.png ## beside them
crop an image => convert {file} -crop <width>x<height>+<x>+<y> {file2|<target>} ## size and place
rotate image => convert {file} -rotate {n|90} {file2|<target>} ## degrees
image to grayscale ; black and white image => convert {file} -colorspace Gray {file2|<target>} ## no colours
watermark on images ; add logo to photos ; watermark all pictures => for f in *.jpg; do composite -gravity southeast <watermark> "$f" "wm_$f"; done ## beside them
text on image ; annotate picture => convert {file} -gravity south -annotate 0 '<text>' {file2|<target>} ## at the bottom
compress jpeg ; reduce image file size => convert {file} -quality {n|75} {file2|<target>} || jpegoptim --max={n|75} {file} ## percent
size of an image ; dimensions of picture => identify {file} ## pixels
combine images side by side ; montage => convert {file} {file2} +append <target> ## -append below
images to pdf ; combine pictures into pdf => img2pdf *.jpg -o {file|output.pdf} || convert *.jpg {file|output.pdf} ## in order of names
pdf to images ; pdf pages as png => pdftoppm -png -r 150 {file} <prefix> ## a file each
pdf to black and white ; convert pdf to grayscale ; remove colors from pdf => gs -sDEVICE=pdfwrite -sColorConversionStrategy=Gray -dProcessColorModel=/DeviceGray -o {file2|output.pdf} {file} ## no colours
reduce pdf size ; compress a pdf ; make pdf smaller => gs -sDEVICE=pdfwrite -dPDFSETTINGS=/ebook -o {file2|output.pdf} {file} ## /screen smaller
merge pdfs ; join pdf files => pdfunite {file} {file2} <output>.pdf || qpdf --empty --pages {file} {file2} -- <output>.pdf ## in order
extract pages of pdf ; some pages from pdf ; split pdf => qpdf {file} --pages . <range> -- {file2|output.pdf} || pdfseparate {file} page-%d.pdf ## 1-5
rotate pdf pages => qpdf {file} --rotate=+90 {file2|output.pdf} ## all pages
remove password from pdf ; decrypt pdf => qpdf --password='<password>' --decrypt {file} {file2|output.pdf} ## known password
password for pdf ; encrypt pdf => qpdf --encrypt '<password>' '<password>' 256 -- {file} {file2|output.pdf} ## user, owner
text of pdf => pdftotext {file} - ## layout with -layout
text recognition ; ocr an image ; text from scanned image => tesseract {file} - ## -l language
markdown to pdf ; convert markdown to html => pandoc {file} -o {file2|output.pdf} ## by its ending
word to pdf ; convert docx to pdf ; office document to pdf => libreoffice --headless --convert-to pdf {file} ## beside it
read exif data ; metadata of a photo => exiftool {file} ## all tags
svn older version of file ; view old revision of svn file => svn cat -r {n|<revision>} {file} ## its text
svn revert changes => svn revert -R {path|.} ## local ones
encrypt file with password => gpg -c {file} ## asks it
decrypt gpg file => gpg -d {file} > {file2|<target>} ## asks it
list gpg keys => gpg --list-keys ## public ones
hash of a string ; md5 of a text => printf %s {text|'<text>'} | sha256sum || printf %s {text|'<text>'} | md5sum ## no newline
verify checksums from a file ; check sha256 file => sha256sum -c {file|<sums>} ## OK each
jq get a field ; value of a key from json => jq -r '.<key>' {file} ## -r raw
jq filter array ; select elements by value with jq => jq '.[] | select(.<key> == "<value>")' {file} ## matching ones
jq length of array ; count elements in json => jq length {file} ## elements
jq keys ; list keys of json => jq 'keys' {file} ## names
edit json ; change a value in json file => jq '.<key> = "<value>"' {file} > {file2|<target>} ## a new file
yaml to json => yq -o=json {file} || python3 -c 'import sys,yaml,json; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' < {file} ## by yq
validate json ; check json syntax => jq . {file} > /dev/null || python3 -m json.tool {file} ## silent when well
uncompress zlib data ; decompress zlib stream => zlib-flate -uncompress < {file} || python3 -c 'import sys,zlib; sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))' < {file} ## qpdf has it
count lines of code ; lines of code in a project ; lines of code in a directory ; how many lines of code => cloc {dir|.} || find {dir|.} -type f -name '*.{ext|<extension>}' -exec cat {} + | wc -l ## all lines of all of them
compile c program => gcc {file} -o {file2|<program>} ## -Wall warns
make with several jobs ; parallel make => make -j"$(nproc)" ## all cores
find memory leaks => valgrind --leak-check=full <program> ## slow
go to definition tags ; generate ctags => ctags -R . ## tags
diff in vim ; compare files in vim => vimdiff {file} {file2} ## :qa leaves
calendar ; show calendar of year => cal || cal -y ## ncal
attach to a container ; attach and detach from docker => docker attach {container|<container>} ## Ctrl-P Ctrl-Q leaves
several terminals in one container ; second shell in a container ; open multiple terminals in docker => docker exec -it {container|<container>} bash ## as many as you like
postgres in docker ; run a postgresql server in docker => docker run -d --name postgres -e POSTGRES_PASSWORD=<password> -p 5432:5432 postgres ## user postgres
mysql in docker => docker run -d --name mysql -e MYSQL_ROOT_PASSWORD=<password> -p 3306:3306 mysql ## user root
am i inside a container ; check if running in docker => [ -f /.dockerenv ] && echo container || cat /proc/1/cgroup ## this file
gui app in docker => docker run -e DISPLAY -v /tmp/.X11-unix:/tmp/.X11-unix {image|<image>} ## xhost +local:
add a volume to a running container => docker commit {container|<container>} <image> && docker run -v {path|<path>}:{path2|<path>} <image> ## a new container
media file information ; codec of a video ; details of a media file => ffprobe -hide_banner {file} || mediainfo {file} ## streams
frames of a video ; count frames => ffprobe -v error -select_streams v:0 -count_packets -show_entries stream=nb_read_packets -of csv=p=0 {file} ## packets
audio of a video without reencoding ; extract aac from mp4 ; extract audio stream => ffmpeg -i {file} -vn -c:a copy {file2|output.aac} ## as it is
video from pictures ; images to video ; create video from images ; convert images into video => ffmpeg -framerate 25 -pattern_type glob -i '*.{ext|png}' {file|output.mp4} || ffmpeg -framerate 25 -i frame_%04d.png {file|output.mp4} ## in order of names
cut video by start and end ; trim a video ; part of a video between two times => ffmpeg -ss <start> -to <end> -i {file} -c copy {file2|output.mp4} ## 00:01:00
merge audio and video ; combine video with audio file => ffmpeg -i {file|<video>} -i {file2|<audio>} -c:v copy -map 0:v -map 1:a output.mp4 ## both
fade in video ; fade effect with ffmpeg => ffmpeg -i {file} -vf 'fade=in:0:30' {file2|output.mp4} ## frames
play raw pcm => aplay -f cd {file} || ffplay -f s16le -ar 44100 -ac 2 {file} ## 16 bit
size of an image in pixels ; image dimensions with imagemagick => identify -format '%wx%h\\n' {file} ## width, height
combine images ; join pictures side by side ; montage of images => convert {file} {file2} +append {file3|<target>} || montage <images> <target> ## -append below
transparent to white background => convert {file} -background white -flatten {file2|<target>} ## no alpha
edit a pdf => xournalpp {file} || libreoffice --draw {file} ## on top of it
table to csv in postgres ; export postgres table as csv with header => psql -d {db|<database>} -c "\\copy <table> TO '<file>.csv' CSV HEADER" ## here
svn unversioned files ; remove all unversioned files in subversion => svn cleanup --remove-unversioned || svn status | grep '^?' ## shows them
execute command when file changes ; run command whenever a file is saved ; rerun on change => ls {file|<file>} | entr <command> || while inotifywait -qq -e close_write {file|<file>}; do <command>; done ## Ctrl-C ends
blank image ; create an empty image => convert -size <width>x<height> xc:white {file|<file>} ## any colour
text to speech ; speak a text => espeak {text|'<text>'} || spd-say {text|'<text>'} ## aloud
translate words ; translate a text => trans {text|'<text>'} ## translate-shell
prevent container from starting at boot ; container should not start with docker => docker update --restart=no {container|<container>} ## stays stopped
swap panes in tmux => tmux swap-pane -U || tmux swap-pane -D ## with the next
new tmux session => tmux new -s {session|<session>} ## -d
tmux in the background => tmux new -d -s {session|<session>} '{command|<command>}'
tmux attach or create => tmux new -A -s {session|<session>}
tmux detach => tmux detach
kill all but the current tmux session => tmux kill-session -a
tmux pane side by side => tmux split-window -h || tmux split-window -v ## Ctrl-b %, Ctrl-b "
send keys to a tmux session ; run a command in a tmux session from outside => tmux send-keys -t {session|<session>} '{command|<command>}' Enter ## as typed
save tmux pane contents => tmux capture-pane -pS - > {file|<file>} ## -S - from the top
tmux history limit => tmux set -g history-limit {n|50000}
reload tmux config => tmux source-file ~/.tmux.conf ## at once
tmux mouse => tmux set -g mouse on
tmux options => tmux show -g
screen session ; new screen => screen -S {session|<session>} ## Ctrl-a d
mysql login => mysql -u {user|<user>} -p {db|} ## asks for the password
mysql on another host => mysql -h {host|<host>} -u {user|<user>} -p {db|}
mysql dump => mysqldump -u {user|<user>} -p {db|<database>} > {file|dump.sql} ## --no-data
dump all databases => mysqldump -u {user|<user>} -p --all-databases > {file|dump.sql}
dump only structure => mysqldump -u {user|<user>} -p --no-data {db|<database>} > {file|dump.sql}
restore a mysql database => mysql -u {user|<user>} -p {db|<database>} < {file|<file>} ## must exist
import gz dump => gunzip < {file|<file>} | mysql -u {user|<user>} -p {db|<database>}
list mysql databases => mysql -u {user|<user>} -p -e '{text|SHOW DATABASES}' ## -e
mysql users => mysql -u {user|<user>} -p -e 'SELECT user, host FROM mysql.user'
create a mysql user => sudo mysql -e "CREATE USER '{user|<user>}'@'localhost' IDENTIFIED BY '<password>'"
postgres login ; connect to postgres => psql -U {user|<user>} -d {db|<database>} ## \\q leaves
psql to another host => psql -h {host|<host>} -U {user|<user>} -d {db|<database>}
postgres dump => pg_dump {db|<database>} > {file|dump.sql} ## -s structure
dump schema only => pg_dump -s {db|<database>} > {file|dump.sql}
restore a postgres dump ; import sql into postgres => psql -d {db|<database>} -f {file|<file>} || pg_restore -d {db|<database>} {file|<file>} ## pg_restore for -Fc
postgres query => psql -d {db|<database>} -c '{text|<query>}' ## -c
create a postgres user => createuser -P {user|<user>}
export postgres table to csv => psql -d {db|<database>} -c "\\copy (<query>) TO '{file|<file>}' CSV HEADER" ## on this side
import csv into postgres => psql -d {db|<database>} -c "\\copy {name|<table>} FROM '{file|<file>}' CSV HEADER"
postgres active connections ; running queries in postgres => psql -c 'SELECT pid, state, query FROM pg_stat_activity' ## pg_cancel_backend(pid)
dump sqlite => sqlite3 {file|<file>} .dump
redis keys => redis-cli --scan --pattern '{text|*}' ## scan does not block
get a value from redis => redis-cli get {name|<key>}
monitor redis => redis-cli monitor
mongo shell => mongosh {db|<database>} ## tools
mongo dump => mongodump -d {db|<database>}
mongo restore => mongorestore {dir|dump/}
export a mongo collection => mongoexport -d {db|<database>} -c {name|<collection>} -o {file|<file>.json}
compile a c program => gcc -o {name|<program>} {file|<file>.c} ## -o
compile c++ => g++ -o {name|<program>} {file|<file>.cpp}
gcc with debug symbols => gcc -g -Wall -o {name|<program>} {file|<file>.c}
link a library => gcc {file|<file>.c} -l{name|<library>}
preprocess or assemble c => gcc -E {file|<file>.c}
assembly output of gcc => gcc -S {file|<file>.c} ## -S assembly
list predefined macros of gcc => gcc -dM -E - < /dev/null
debug with gdb => gdb --args {command|<command>} ## bt
core file in gdb => gdb {name|<program>} {file|core}
backtrace of a core dump => coredumpctl gdb
memory leaks ; find leaks of a program => valgrind --leak-check=full {command|<command>} ## slow
missing libraries => ldd {file|<file>} ## not found
library path => LD_LIBRARY_PATH={dir|<directory>} {command|<command>}
disassemble a binary => objdump -d {file|<file>}
headers of an elf => readelf -h {file|<file>}
strip a binary => strip {file|<file>} ## smaller
is a binary 32 or 64 bit => file {file|<file>}
make in parallel => make -j"$(nproc)" ## -B all anew
make dry run => make -n
make another directory => make -C {dir|<directory>}
rebuild everything with make => make -B
cmake build ; build with cmake => cmake -S . -B build && cmake --build build ## -S, -B
cmake debug build => cmake -DCMAKE_BUILD_TYPE=Debug -S . -B build
install to another prefix => cmake --install build --prefix {dir|<directory>}
configure make install ; build from source => ./configure && make && sudo make install
install from source into home => ./configure --prefix="$HOME/.local" && make && make install ## --prefix
lines of code by language => cloc {dir|.} || find . -name '{glob|*.py}' | xargs wc -l ## cloc if installed
tags for vim => ctags -R . ## tags file
find definition of a function in code => grep -rnE 'function {name|<name>}|def {name|<name>}' .
java version => java -version ## jstack
memory of java => java -Xmx{size|2g} -jar {file|<file>.jar}
java processes => jps -l
thread dump => jstack {pid|<pid>}
main class of a jar => unzip -p {file|<file>.jar} META-INF/MANIFEST.MF
maven skip tests => mvn package -DskipTests ## -D
maven single test => mvn test -Dtest={name|<class>}
maven dependency tree => mvn dependency:tree
maven offline => mvn -o package
gradle tasks => ./gradlew tasks ## -x
gradle single test => ./gradlew test --tests {name|<class>}
gradle skip tests => ./gradlew build -x test
gradle dependencies => ./gradlew dependencies
go build => go build ./... ## ./... all
cross compile go => GOOS=linux GOARCH=amd64 go build
a single go test => go test -run {name|<test>} ./...
cargo new project => cargo new {name|<name>} ## rustup
a single rust test => cargo test {name|}
rust release build => cargo build --release
ruby gem install => gem install {package|<gem>} ## bundle exec
bundle install => bundle install
ruby version => ruby -v
rails console => rails console
rails migration => rails db:migrate
php version => php -v ## -S serves
php web server => php -S localhost:{port|8000}
php syntax check => php -l {file|<file>}
composer install => composer install
php modules => php -m
terraform plan => terraform plan ## -target
terraform apply one resource ; destroy one resource => terraform apply -target={name|<resource>}
terraform state list => terraform state list
terraform format => terraform fmt -recursive
ansible ping => ansible all -m ping ## --check
limit ansible to one host => ansible-playbook {file|<playbook>} --limit {host|<host>}
ansible dry run => ansible-playbook {file|<playbook>} --check
aws s3 copy ; download from s3 => aws s3 cp {file|<file>} s3://{name|<bucket>}/ ## s3
aws instances ; list ec2 instances => aws ec2 describe-instances ## JSON
start an ec2 instance => aws ec2 start-instances --instance-ids {name|<id>}
aws account id => aws sts get-caller-identity
nginx error log => sudo tail -f /var/log/nginx/error.log
top ips of an access log => awk '{print $1}' {file|access.log} | sort | uniq -c | sort -rn | head ## most first
status codes of an access log => awk '{print $9}' {file|access.log} | sort | uniq -c | sort -rn
load test a url ; many requests at once => ab -n {n|1000} -c {n2|10} {url|<url>} || wrk -t4 -c100 -d30s {url|<url>} ## -c at once
mail with attachment => mutt -s '<subject>' -a {file|<file>} -- {name|<address>} < /dev/null
cheat sheet of a command => curl cheat.sh/{name|<command>}
short help of a command => tldr {name|<command>}
translate in the terminal => trans :{name|en} '{text|<text>}'
search the manuals => man -k {text|<text>}
man page as pdf => man -t {command|<command>} | ps2pdf - {file|<file>.pdf}
edit a file => nano {file|<file>} ## -O
vim read only => vim -R {file|<file>}
two files side by side in vim => vim -O {file|<file>} {file2|<file>}
run a vim command => vim -c '<command>' -c wq {file|<file>}
start vscode => code . ## code
diff in vscode => code --diff {file|<file>} {file2|<file>}
list vscode extensions => code --list-extensions
virtual machines ; list virtual machines => virsh list --all ## libvirt
start a vm => virsh start {name|<vm>}
convert a vm disk => qemu-img convert -O qcow2 {file|<file>} {file2|<file>.qcow2}
`
