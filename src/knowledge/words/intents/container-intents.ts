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
`
