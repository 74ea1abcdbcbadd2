// Everyday work with containers and clusters.

export const CONTAINERS_INTENTS = `
enter a running docker container ; get into a container ; shell in a running container ; log into container {container} => docker exec -it {container} bash || docker exec -it {container} sh ## exit leaves it
start a {image} container in the background ; run {image} in a container in background => docker run -d {image} ## -d in the background
run a throwaway container ; start temporary container from {image} => docker run --rm -it {image} bash || docker run --rm -it {image} sh ## --rm deletes it afterwards
run {image} with current directory mounted ; mount current folder into a container => docker run --rm -it -v "$PWD":/work -w /work {image} ## -w starts there
run {image} with environment variable ; pass environment variables to a container => docker run -e KEY=value {image} || docker run --env-file .env {image} ## -e once for each
run {image} and restart it always ; start container after reboot => docker run -d --restart unless-stopped {image} ## until it is stopped by hand
stop all running containers ; stop every container at once => docker stop $(docker ps -q) ## -q prints ids
remove all containers ; delete every docker container => docker rm -f $(docker ps -aq) || docker container prune ## running ones too
remove exited containers ; clean up stopped containers => docker container prune || docker rm $(docker ps -aq -f status=exited) ## asks first
remove all images ; delete every docker image => docker rmi $(docker images -q) || docker image prune -a ## those in use stay
remove images without a tag ; delete untagged images ; dangling images => docker image prune || docker rmi $(docker images -qf dangling=true) ## asks first
remove all docker containers and images ; delete everything docker ; reset docker completely => docker system prune -a || docker system prune -a --volumes ## asks first
remove unused volumes ; delete dangling volumes => docker volume prune ## asks first
list volumes ; docker volumes => docker volume ls ## names
where is volume {name} stored => docker volume inspect {name} ## Mountpoint
docker disk usage ; space used by docker ; how much space is docker using => docker system df || docker system df -v ## images, containers, volumes
last {n} lines of logs of container {container} ; tail docker logs => docker logs --tail {n|100} -f {container} ## and what comes
logs of container since an hour ; docker logs with timestamps => docker logs --since 1h -t {container} ## -t prints times
copy a file out of a container ; get {path} from container {container} => docker cp {container}:{path} . ## container:path first
copy {path} into a container ; put {path} into container {container} => docker cp {path} {container}:/ ## container:path last
rebuild an image without cache ; docker build without cache ; force rebuild of docker image => docker build --no-cache -t {image|<name>} . ## every step anew
build image from another dockerfile {file} => docker build -f {file} -t <name> . ## -f names it
build for another platform ; build image for arm => docker buildx build --platform linux/arm64 -t <name> . ## needs buildx
history of image {image} ; layers of image {image} ; why is my image so big => docker history {image} ## size of each layer
ports of container {container} ; which port is container {container} mapped to => docker port {container} ## inside to outside
why did container {container} stop ; exit code of container {container} => docker inspect -f '{{.State.ExitCode}}' {container} ## and docker logs
environment of container {container} => docker exec {container} env ## as its shell sees it
rename container {container} to {name} => docker rename {container} {name} ## another name
save container as image ; make an image from container {container} => docker commit {container} <name> ## its files
login to registry {host} ; login to docker hub => docker login {host|} ## asks
connect container {container} to network {name} => docker network connect {name} {container} ## containers there see it by name
start services with docker compose ; start docker compose services in background ; start docker compose => docker compose up -d ## -d in the background
stop docker compose ; take down compose services => docker compose down ## containers and networks
remove compose volumes too ; reset docker compose => docker compose down -v ## data too
rebuild and start compose => docker compose up -d --build ## builds images first
restart one compose service {service} => docker compose restart {service} ## that one
logs of compose service {service} ; follow docker compose logs => docker compose logs -f {service|} ## as they come
shell in compose service {service} => docker compose exec {service} sh || docker compose exec {service} bash ## the running one
pull newer images for compose => docker compose pull && docker compose up -d ## then restarts what changed
list pods ; which pods are running => kubectl get pods || kubectl get pods -o wide ## this namespace
pods in all namespaces ; every pod in the cluster => kubectl get pods -A ## -A is all
pods that are not running ; failed pods => kubectl get pods -A --field-selector=status.phase!=Running ## in all namespaces
shell in a kubernetes pod ; get into pod {pod} ; open a shell in pod {pod} => kubectl exec -it {pod} -- sh || kubectl exec -it {pod} -- bash ## exit leaves it
logs of pod {pod} ; follow logs of pod {pod} => kubectl logs -f {pod} ## as they come
logs of crashed pod {pod} ; previous logs of pod {pod} ; why did pod {pod} restart => kubectl logs --previous {pod} || kubectl describe pod {pod} ## of the container before
restart a deployment ; restart kubernetes deployment {pod} ; restart all pods of deployment {pod} => kubectl rollout restart deployment {pod} ## one after the other
status of rollout {pod} ; is the deployment finished => kubectl rollout status deployment {pod} ## waits
roll back deployment {pod} ; undo the last rollout => kubectl rollout undo deployment {pod} ## to the one before
scale deployment {pod} to {n} ; run {n} replicas of deployment {pod} ; scale a deployment to {n} replicas => kubectl scale deployment {pod} --replicas={n} ## pods
forward port {port} of pod {pod} ; access pod {pod} from localhost => kubectl port-forward {pod} {port}:{port} ## local:pod
copy {file} from pod {pod} => kubectl cp {pod}:{file} {file} ## pod:path
events of the cluster ; recent kubernetes events => kubectl get events --sort-by=.lastTimestamp ## newest last
cpu and memory of pods ; resource usage of pods => kubectl top pods ## needs metrics-server
switch kubernetes context to {name} ; use cluster {name} => kubectl config use-context {name} ## kubectl config get-contexts
which kubernetes context am i using => kubectl config current-context ## its name
switch namespace to {name} ; set default namespace {name} => kubectl config set-context --current --namespace={name} ## of this context
apply manifest {file} ; deploy {file} to kubernetes => kubectl apply -f {file} ## creates or changes
what would change if i apply {file} => kubectl diff -f {file} ## against the cluster
delete what {file} created => kubectl delete -f {file} ## everything in it
decode secret {name} ; show value of kubernetes secret {name} => kubectl get secret {name} -o yaml ## base64
create secret {name} from file {file} => kubectl create secret generic {name} --from-file={file} ## its contents
run a temporary pod for debugging => kubectl run debug --rm -it --image=busybox -- sh ## deleted afterwards
nodes of the cluster ; list kubernetes nodes => kubectl get nodes -o wide ## with addresses
drain node {name} ; move pods away from node {name} => kubectl drain {name} --ignore-daemonsets ## kubectl uncordon takes it back
install helm chart {name} => helm install {name} <chart> ## a release
list helm releases => helm list -A ## in all namespaces
upgrade helm release {name} => helm upgrade --install {name} <chart> ## or installs it
docker logs since a time ; container logs of the last hour => docker logs --since {text|1h} {container|<container>} ## -t times
docker logs with timestamps => docker logs -t {container|<container>}
grep container logs => docker logs {container|<container>} 2>&1 | grep {text|<text>} ## errors too
delete logs of a container ; truncate container log => sudo truncate -s 0 $(docker inspect -f '{{.LogPath}}' {container|<container>}) ## json-file only
ip of a container => docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' {container|<container>} ## one for each network
published ports => docker port {container|<container>} ## from, to
what runs inside a container => docker top {container|<container>} ## host PIDs
cpu usage of containers => docker stats --no-stream || docker stats ## live without it
files changed in a container since it started => docker diff {container|<container>} ## A, C, D
state of a container => docker inspect -f '{{.State.ExitCode}}' {container|<container>} || docker logs {container|<container>} ## 137 is killed
make a container restart automatically ; change restart policy of a running container => docker update --restart unless-stopped {container|<container>} ## also always, no
docker memory limit => docker run -m {size|512m} {image|<image>} || docker update -m {size|512m} {container|<container>} ## --cpus too
get a file out of a container => docker cp {container|<container>}:{path|<path>} . ## stopped ones too
put a file in a running container => docker cp {file|<file>} {container|<container>}:{path|<path>} ## stopped ones too
shell in a container as root ; exec into a container with another user => docker exec -u root -it {container|<container>} sh ## -u
execute in a running container => docker exec {container|<container>} {command|<command>} ## -it for a terminal
run an image and remove it afterwards ; throw away container ; interactive container => docker run --rm -it {image|<image>} sh ## --rm
run with a mounted directory => docker run --rm -it -v "$PWD":/work -w /work {image|<image>} ## -v host:container
run with a port => docker run -p {port|<port>}:{port2|<port>} {image|<image>} ## host:container
run with environment variables => docker run -e <name>=<value> {image|<image>} ## -e once each
run another command in an image ; start image with a shell instead of entrypoint => docker run --rm -it --entrypoint sh {image|<image>} ## --entrypoint
container name in use ; delete and recreate a container ; remove a running container => docker rm -f {container|<container>} ## -f stops it
kill every container => docker stop $(docker ps -q) ## -q ids
image is being used by stopped container => docker rmi {image|<image>} || docker rmi -f {image|<image>} ## -f also when tagged twice
delete images without containers ; clean docker images => docker image prune -a ## asks first
delete none images => docker image prune ## asks first
clean docker completely ; docker cleanup => docker system prune -a --volumes || docker system prune ## asks first
delete docker cache => docker builder prune ## -a all
build from a dockerfile => docker build -t {image|<image>} . ## . is the context
docker build specify file => docker build -f {file|<file>} -t {image|<image>} .
pass a variable to docker build => docker build --build-arg <name>=<value> -t {image|<image>} . ## ARG in the Dockerfile
build for another architecture ; docker build arm image ; multi platform image => docker buildx build --platform linux/arm64 -t {image|<image>} . ## also linux/amd64
build only one stage ; stop a multi stage build at a stage => docker build --target {name|<stage>} -t {image|<image>} . ## AS <stage>
size of images => docker images ## SIZE
list images sorted by size => docker images --format '{{.Size}}\\t{{.Repository}}:{{.Tag}}' | sort -h
files in an image ; explore an image => docker run --rm -it --entrypoint sh {image|<image>} || docker save {image|<image>} | tar -t ## without running the program
image id or digest ; when was an image created ; details of an image => docker inspect {image|<image>} ## JSON
update an image => docker pull {image|<image>} ## the newest of its tag
backup a docker image => docker save -o {file|<file>.tar} {image|<image>} ## docker load reads it
import a saved image => docker load -i {file|<file>} ## of docker save
move an image without a registry => docker save {image|<image>} | gzip | ssh {host|<host>} docker load || docker save {image|<image>} | ssh {host|<host>} docker load ## no registry
export a container file system => docker export {container|<container>} > {file|<file>.tar} ## no layers
where is a docker volume on disk ; path of a volume => docker volume inspect {name|<volume>}
delete a volume => docker volume rm {name|<volume>}
backup a volume ; copy data of a docker volume => docker run --rm -v {name|<volume>}:/data -v "$PWD":/backup alpine tar -czf /backup/{file|backup.tar.gz} -C /data . ## into an archive here
networks of docker => docker network ls ## by name
list only ids or names of containers => docker ps -q
docker ps format ; names of running containers => docker ps --format '{{.Names}}' ## -q ids
containers of an image => docker ps -a --filter ancestor={image|<image>} ## also status=exited
find a container by name => docker ps -a --filter name={name|<name>}
newest container => docker ps -l
id of the last container => docker ps -lq ## -l latest
localhost of the host in docker => docker run --add-host=host.docker.internal:host-gateway {image|<image>} || docker run --network host {image|<image>} ## host.docker.internal
run docker as normal user => sudo usermod -aG docker "$USER" ## after the next login
docker at boot ; cannot connect to the docker daemon => sudo systemctl enable --now docker
events of docker => docker events ## live
docker compose up detached => docker compose up -d ## -d
docker compose build and up => docker compose up -d --build ## --build images too
recreate containers of compose => docker compose up -d --force-recreate
restart one compose service => docker compose restart {service|<service>} || docker compose up -d --no-deps --build {service|<service>} ## the second builds it
stop compose => docker compose down ## -v volumes too
docker compose down with volumes => docker compose down -v
run a command in a compose service => docker compose run --rm {service|<service>} {command|<command>}
another compose file ; use several compose files => docker compose -f {file|<file>} up -d ## config checks
validate a compose file => docker compose config
scale a compose service => docker compose up -d --scale {service|<service>}={n|3} ## several
restart a pod => kubectl delete pod {pod|<pod>}
rolling restart => kubectl rollout restart deployment {pod|<deployment>} ## one after the other
events of a pod => kubectl get events --sort-by=.metadata.creationTimestamp
crashed pod logs => kubectl logs {pod|<pod>} --previous
logs by label => kubectl logs -l app={name|<name>} --all-containers -f || kubectl logs deployment/{pod|<deployment>} ## by label
access a service from my machine => kubectl port-forward svc/{service|<service>} {port|<port>}:{port2|<port>}
set the namespace => kubectl config set-context --current --namespace={name|<namespace>} ## for the current context
change kubernetes context => kubectl config use-context {name|<context>} ## context
create resources from a file => kubectl apply -f {file|<file>} ## a folder too
what would kubectl change ; diff a manifest => kubectl diff -f {file|<file>} ## changes nothing
create a configmap => kubectl create configmap {name|<name>} --from-file={file|<file>}
update image version => kubectl set image deployment/{pod|<deployment>} {container|<container>}={image|<image>} ## rolls out
resource usage of nodes => kubectl top nodes
state of nodes => kubectl get nodes ## uncordon back
take a node out of service => kubectl drain {name|<node>} --ignore-daemonsets
start a temporary pod ; debug pod in a cluster ; run curl in a cluster => kubectl run tmp --rm -it --image={image|busybox} -- sh ## --rm
install a helm chart => helm upgrade --install {name|<release>} {path|<chart>} ## upgrade --install does both
values of a helm release => helm get values {name|<release>}
`
