// Stems of ordinary English words, counted in the manual pages of a machine: in a request they are words, never names.

const STEMS = `
abbreviat abbreviation abc ability absenc absent abstract abstraction accelerator accent acceptabl accessibl
accidental accommodat accompany accordanc accumulat accuracy accurat achiev acknowledg acquir act activation
actual adapt adapter addition adjacent adjust adjustment administer administration administrativ admission
adopt advanc advantag advertis advic advis advisabl aeb affect affiliat affinity afterward age aggregat
aggregation agre agreement ahead aid aim algorithm alignment allbox allocation allocator allowlist alloydb
alongsid alpha alphabet alphabetic alphanumeric alternat alternativ although altogether ambiguity ambiguous
amongst analogous analysis analytic ancestor anchor angl annotation antho anymor anyway apige apis apphub
applianc applicabl approach appropriat approval approximat approximation argc arrow aspect assembler assert
assertion assignment assist association assum assumption assur asterisk asymmetric async asynchronous atomic
attachment attack attacker attention attestation attestor audienc augment authoritativ authority automat
automatic autonomous autoscaler auxiliary availability avoid await backlog backoff backslash backspac balancer
barrier baselin basis batch becam becaus beforehand began behalf behav behavior behaviour bench beneath
benefit besid best beta beyondcorp binauthz binutil bitmap blockchain blocksiz bms body bold bool boolean
bound boundary brac bracket brand breakglass bridg brief broad brought budget buffer buggy builtin bulk bump
burst bus button bypass calculation callback caller cancell cancellation candidat canonicaliz capabl capacity
careful caret carry cas cast catch categorization caught caus caution caveat cell center central centraliz
chanc changelog char charg charset checker chip choic chosen cipher ciphertext circular circumstanc claim
clarify clash classic classification classify classpath claus clean closer closest cloudrun clusterupgrad cms
codebas coerc colab cold collaborator collation collision colon color combination commitment committer
communicat communication community comparison compatibility compilation complain complex complexity complianc
compliant complicat composit comprehensiv compromis computation concatenation concept concern concurrency
concurrent condition conditional confidenc confidential configurabl conform conformanc confus confusion
congestion conjunction consecutiv consent consequenc consider consideration consist consistency consistent
const constant constitut constrain constraint construct construction constructor consult consumption contact
contextual contiguous continuation continuous contrast contribut contribution controll controller convenienc
convenient convention conventional conversion cooki coordinat cope copyright coreutil correct correction
correctness corrupt corruption cost counter counterpart country coupl cours cover coverag creation creator
cred criteria critical crl cross crypto cryptographic cryptokey cumulativ cursor curv customization cwd cycl
damag dangerous dataflow datagram datascan dataset datastor datastream datetim daylight dead deadlin deal
debugger debuginfo decid decision declar decoder decompression decreas decryption dedicat deem deeper def
defer degrad delay delegat delegation deletion delimit deliver delivery delta demand demangl demonstrat denot
dens dependent deprecation dequeu dereferenc deriv derivation descendant descriptiv descriptor design designat
desir desirabl despit destruction detection deterministic deviat dgst dhparam dictionary differentiat
difficult difficulty digest digit digital direct direction directiv dirty disablement disallow disambiguat
disciplin disclaimer disclosur discount discourag discovery discuss discussion dispatch dispatcher disruption
distanc distinction distinguish distribut divid division dlp docutil dollar dot doubl downstream driven driver
dsa dsaparam due dummy earlier earliest ease easier easiest easy ecparam effect effectiv efficient effort
egress eight elaps elevat eligibl eliminat elsewher emb embed emit employ emulat emulation enablement enc
encapsulat encapsulation enclos encounter encourag encryption endianness endors enforc enforcement enhanc
enhancement enqueu enroll enrollment entitl entitlement entity entrypoint enum ephemeral equality equivalent
err erroneous errstr escap essential estimat etag evaluation eventarc evict examin exceed exception excess
exchang exclamation exclusion exclusiv executor exempt exhaust existenc expansion expect expectation expens
expensiv experiment explain explanation explicit explor exponential exposur express extensiv extent extraction
extrem face facilitat facility fact factory failover fake fall fallback fami familiar fancy fashion fastest
fatal fault favor favour fed federation fee feed feedback feel fellowship fewer figur filestor film final
finit firestor firmwar fit five flat flavor flexibility flexibl float floppy footer footprint foreign
formatter forth four fourth fraction fractional fragment fragmentation freed friend frodo frontend frozen fudg
fulfill functional functionality furnish further futur gain gather gcr gemini gendsa generic genpkey genrsa
gettabl gigabyt glibc glossary goal got govern graceful grammar grant granular granularity graphical great
green grpc gsutil guarante guaranteed guard guess guest guidanc guidelin hack hand handful handl handshak hang
harder healthcar healthy heap height help helper helpful henc hereby heuristic hierarchical hierarchy higher
highest hint his histogram historical holder honor honour hood hope horizontal however hurt hybrid
hyperparameter hypervisor hyphen hyphenation iap icon idea ideal idempotent identifier illegal illustrat
impact impersonat impersonation impersonator implement implementation implication implicit imply importanc
impos impossibl improv improvement inaccessibl inactiv inbound inclusion inclusiv incompatibl incomplet
inconsistent incorporat incorrect incremental incur indent indentation independent indicat indication
indicator indirect infer inferenc infinity influenc inform informational informativ ingress inherit inheritanc
initialization initiat initrd inject injection inlin inner insertion insight insignificant inspection inspir
instant instantiat instruct insufficient int intact integer integral integrat intend intent intention
interaction intercept interconnect interest interfer interleav intermediary intermediat interpret
interpretation interpreter interval introduction intuitiv invalid invalidat inventory invers investigation
invisibl invocation invoker involv ipc irrelevant irrespectiv isolation issuer iteration justification kdf
keepaliv keyr keyset keytyp keyword kilobyt knowledg late latency latter law lazy learn legacy legal len
letter lexical lexicographic libc licens life lifecycl lifetim lightweight likelihood likewis limitation
linear linkag linker listener literal littl loadabl loader locality localization logic logical lone looker
loopback loos lose loss lot love lowest lustr machinery macro magic maintain maintainer major majority malform
malicious mandatory mangl manipulation manner manpag margin marker markup matcher material materializ
mathematical matrix matter max maximal meaningful meant measurement mechanism medium meet membership memcach
memorystor mention mesh met metacharacter metastor microsecond million min mind minimal minimiz minimum minor
minus miscellaneous mismatch miss mistak mitigat mix mmap mnemonic modern modifier modular monotonic mov mso
mtk multibyt multicast multilin multipart multiply multithread mutabl mutation mycluster mytopic narrow nat
natur natural ncurs near nearest necessary negat negativ negotiat neither net netmask nevertheless nicely
nicer nois nonempty nonexistent nonsensical nonstandard nontrivial nonzero normaliz normalization notabl
notation notic noticeabl notion nseq num numerous oauth obscur observ obsolet obtain obvious ocsp octet odd
offer official offset omit opaqu operand operational opportunity oppos opposit opt optimal optimistic
optimization ordinary organiz outbound outer outlin overall overflow overhead overlap overlimit overload
overridden overview overwritten pad pager pam panic paren parenthes parenthesis parenthesiz parser partial
partner passthrough pathnam payload penalty peopl percentag perfect perimeter period periodic permit persist
persistenc person personal phas physical pitch pkey pkeyparam pkeyutl placeholder placement plain plaintext
plug plus pointer poll pollution poor popular populat portability portabl portion position positional positiv
possibility postur potential powerful practic practical preambl preced precedenc precis precision preconfigur
predefin predict prediction preempt preemptibl preemption prefer preferabl preferenc preprocessor presenc
press pretend pretty prevention pric primitiv principal principl prio prior prioritiz privacy privateca
privileg prob probability problematic procedur proceed producer programmatic programmer prohibit promis promot
propagat propagation proper proportional propos proprietary protection protocol prototyp pseudo publication
pure purpos quadratic qualifier qualify quality quantity quantum question quickest quot quotation race radix
rais rand randomization randomness rang rank rare rate raw readability reader reality realm realtim rearrang
reason reasonabl rebuilt recaptcha recipient recognis recognition recogniz recommend recommendation
recommender recompil recovery recreat recreation recurs red redact redefin redistribut redistribution
redundancy redundant refactor refer reflect regard regardless regenerat regex regexp regional regression
rehash reinitializ reject rejection relation relationship relativ reliability reliabl relocat relocatabl
relocation rely remainder removal reorder repetition replacement replay replicat replication represent
representation reproduc reproducibl req reservation resid residency resident resolvabl resolver respect
respectiv respond responsibility responsibl rest restoration restriction restrictiv resumabl retain retention
retriabl retrieval reus revalidation review revocation rewrit rewritten ring risk robust room rotation round
routabl routin rsautl safer safety said sale salt sanitiz satisfy scalability scalar scenario scheduler schem
scientific scor sec secondary sector selection selector sell semantic semaphor semicolon sens sensibl sentenc
separator serializ serialization serious sery setgid settabl seven sever severity shadow shap shift shorten
shorter shortest shorthand sibl significant signify similar simpler simplest simplify simulat simultaneous
sink situation six skill slash slic smallest smim snippet softwar sole solid solv somebody somewhat span spars
spawn specializ specification specifier speech spent spkac spok spot spread spurious squar srp stability stabl
stand standby stateful stateless statement statistical storeutl strategy strength stricter struct structur
stuff su subclass subject sublicens submission subpath subprocess subscrib subscriber subsection subsequent
subshell substantial substitution subsystem subtl subtract subtre successful successiv sudo sufficient suggest
suggestion suit suitabl summariz super superblock superced superproject supersed superset supp supplementary
suppos suppression surfac surround survey symbol symmetric synchronous synonym synopsis syntactic synthesiz
synthetic syslog tablespac taint taxonomy technical techniqu tenant tend tensorboard terabyt termcap
termination terminator terminfo ters textual themselv thereby therefor thin thought thousand thre threat
threshold throttl throughout throughput thrown thus tied tier tild tiny toleranc toleration toolbar topology
toward tpu tpus tracker traditional trailer train transaction transactional transcrib transformation transient
transition transitiv translat translation transmission transmit transport trap travers traversal treat
treatment trip tripl trivial troubleshoot truncation ttl tune tupl tutorial tweak typ typical typo udev udp
unaffect unambiguous unavailabl unbound unbreakabl unchang undefin undelet undergo underlin underneath
understand understood undesirabl undocument unencrypt unescap unexpect unhandl unhealthy unicod uniform unify
uninitializ unintend union universal unknown unlik unlimit unlist unmanag unmodify unnecessary unpredictabl
unprivileg unquot unreachabl unreadabl unrecogniz unrelat unreliabl unresolv unrestrict unsaf unsign unspecify
unsuccessful unsuitabl unsupport untouch untrust unusabl unusual unwant unwind usability usabl userspac usual
util utiliz utilization utmp validator validity van variant variety vary vast vector vendor verb verbatim
verbosity versa versus vertical vice viewer violat violation virtualiz virtualization visibility visibl vision
visit vms void volatil vulnerabl walk want warmup warranty wast watchdog way weak weight well went wherea
whichever whit wider widget width win wire wise wish workaround workbench workforc workload workstation worth
wrapper writer xterm yield yourself zlib zonal`

let stems: ReadonlySet<string> | undefined

/** True for the stem of an ordinary word that the intents and the descriptions of commands do not use. */
export function isEnglishStem(stem: string): boolean {
  stems ??= new Set(STEMS.trim().split(/\s+/))
  return stems.has(stem)
}
