// The two bare ends of a room: `listen` holds many lines and counts what arrives, `send` writes with plain send().
// A message carries the nanosecond it was due at, as t= and twenty digits; latency counts from there.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CARRY = 32, READ_BYTES = 65536, BUCKETS = 200000, BUCKET_NS = 100000 };  // latencies up to 20 s, by 0.1 ms

static long long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static double cpu_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void die(const char *what) {
  perror(what);
  exit(2);
}

static struct sockaddr_in here(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static void raise_open_files(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

struct line {
  int socket, kept;
  char carry[CARRY];
};

static unsigned histogram[BUCKETS];
static long long deliveries, lost;

static void count(char *data, int size) {  // whole markers in data
  char *at = data, *end = data + size;
  long long now = now_ns();
  while ((at = memmem(at, end - at, "t=", 2)) && end - at >= 22) {
    long long due = 0;
    int digit = 0;
    while (digit < 20 && at[2 + digit] >= '0' && at[2 + digit] <= '9') due = due * 10 + (at[2 + digit++] - '0');
    at += 2;
    if (digit < 20) continue;
    deliveries++;
    long long bucket = (now - due) / BUCKET_NS;
    histogram[bucket < 0 ? 0 : bucket >= BUCKETS ? BUCKETS - 1 : bucket]++;
  }
}

static int take(struct line *line) {  // 0 when the line is over
  static char data[CARRY + READ_BYTES];
  memcpy(data, line->carry, line->kept);
  int got = recv(line->socket, data + line->kept, READ_BYTES, 0);
  if (got == 0 || (got < 0 && errno != EAGAIN)) return 0;
  if (got < 0) return 1;
  int size = line->kept + got, kept = size < 21 ? size : 21;  // a marker of 22 is never counted twice
  count(data, size);
  memcpy(line->carry, data + size - kept, kept);
  line->kept = kept;
  return 1;
}

static int put_hello(char *into, const char *hello) {  // masked with zeros: the bytes stay as they are
  int size = strlen(hello), at = 0;
  into[at++] = (char)0x81;
  if (size < 126) {
    into[at++] = (char)(0x80 | size);
  } else {
    into[at++] = (char)(0x80 | 126);
    into[at++] = (char)(size >> 8);
    into[at++] = (char)size;
  }
  memset(into + at, 0, 4);
  memcpy(into + at + 4, hello, size);
  return at + 4 + size;
}

static void come_in(struct line *line, int port, const char *path, const char *hello) {
  char said[8192];
  struct sockaddr_in address = here(port);
  line->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (line->socket < 0 || connect(line->socket, (void *)&address, sizeof address)) die("connect");
  int size = snprintf(said, sizeof said,
                      "GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                      path);
  if (send(line->socket, said, size, 0) != size) die("handshake");
  int got = 0;
  while (got < 4 || memcmp(said + got - 4, "\r\n\r\n", 4)) {
    if (recv(line->socket, said + got, 1, 0) != 1 || ++got == sizeof said) die("no answer to the handshake");
  }
  if (*hello) {
    size = put_hello(said, hello);
    if (send(line->socket, said, size, 0) != size) die("hello");
  }
  fcntl(line->socket, F_SETFL, O_NONBLOCK);
}

static double percentile(double share) {
  long long wanted = deliveries * share, seen = 0;
  for (int bucket = 0; bucket < BUCKETS; bucket++)
    if ((seen += histogram[bucket]) > wanted) return bucket * (BUCKET_NS / 1e6);
  return 0;
}

static int listen_in(int port, const char *path, const char *hello, int count_of, long long expected, int seconds) {
  struct line *lines = calloc(count_of, sizeof *lines);
  struct epoll_event events[512];
  int poll = epoll_create1(0), left = count_of;
  for (int number = 0; number < count_of; number++) {
    come_in(&lines[number], port, path, hello);
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = &lines[number]};
    epoll_ctl(poll, EPOLL_CTL_ADD, lines[number].socket, &wanted);
  }
  printf("ready\n");
  fflush(stdout);
  double before = cpu_seconds();
  long long until = now_ns() + seconds * 1000000000LL;
  while (deliveries < expected && left && now_ns() < until) {
    int ready = epoll_wait(poll, events, 512, 100);
    for (int number = 0; number < ready; number++) {
      struct line *line = events[number].data.ptr;
      if (!take(line)) {
        close(line->socket);
        lost++, left--;
      }
    }
  }
  printf("%lld %lld %.3f %.1f %.1f %.1f\n", deliveries, lost, cpu_seconds() - before, percentile(0.5),
         percentile(0.99), percentile(0.9999));
  return 0;
}

static int send_out(int port, int count_of, int messages, double per_second, int bytes) {
  int *sockets = calloc(count_of, sizeof *sockets), yes = 1;
  int listening = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = here(port);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listening, (void *)&address, sizeof address) || listen(listening, 1024)) die("listen");
  printf("ready\n");
  fflush(stdout);
  for (int number = 0; number < count_of; number++) {
    char asked[2048];
    sockets[number] = accept(listening, NULL, NULL);
    if (sockets[number] < 0) die("accept");
    setsockopt(sockets[number], IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (recv(sockets[number], asked, sizeof asked, 0) <= 0 || send(sockets[number], "\r\n\r\n", 4, 0) != 4) die("hello");
  }
  char *frame = malloc(bytes + 4);
  memset(frame, 'x', bytes + 4);
  frame[0] = (char)0x81, frame[1] = 126, frame[2] = (char)(bytes >> 8), frame[3] = (char)bytes;
  getchar();  // everybody is there
  double before = cpu_seconds();
  long long began = now_ns();
  for (int message = 0; message < messages; message++) {
    long long due = began + (long long)(message / per_second * 1e9), early = due - now_ns();
    if (early > 0) usleep(early / 1000);
    char marker[32];
    snprintf(marker, sizeof marker, "t=%020lld", due);
    memcpy(frame + 8, marker, 22);
    for (int number = 0; number < count_of; number++)
      if (send(sockets[number], frame, bytes + 4, MSG_NOSIGNAL) != bytes + 4) die("send");
  }
  printf("%.4f\n", cpu_seconds() - before);
  fflush(stdout);
  getchar();
  return 0;
}

int main(int argc, char **given) {
  raise_open_files();
  if (argc == 8 && !strcmp(given[1], "listen"))
    return listen_in(atoi(given[2]), given[3], given[4], atoi(given[5]), atoll(given[6]), atoi(given[7]));
  if (argc == 7 && !strcmp(given[1], "send"))
    return send_out(atoi(given[2]), atoi(given[3]), atoi(given[4]), atof(given[5]), atoi(given[6]));
  fprintf(stderr, "listen PORT PATH HELLO LINES DELIVERIES SECONDS | send PORT LINES MESSAGES PER_SECOND BYTES\n");
  return 2;
}
