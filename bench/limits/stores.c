// What a processor's plain stores reach, for bench/RESULTS.md: copies of 16 MB, and the forward pass
// of a leaky integrate-and-fire neuron over 500 steps of 8192 neurons, with plain stores, as HotSpot
// emits them, and with stores past the caches, which the JVM's own copy of big arrays uses and no
// Java code can. A plain store first reads the line that it is going to write.
//
// gcc -O2 -march=native bench/limits/stores.c -o stores && ./stores      (needs AVX-512)

#include <immintrin.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { STEPS = 500, NEURONS = 8192, TILE = 1024, RUNS = 41 };

static float *block(void) {
  size_t bytes = (size_t)STEPS * NEURONS * sizeof(float);
  char *memory = mmap(0, bytes + (2 << 20), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memory = (char *)(((size_t)memory + (2 << 20) - 1) & ~(size_t)((2 << 20) - 1));
  madvise(memory, bytes, MADV_HUGEPAGE);
  memset(memory, 0, bytes);
  return (float *)memory;
}

static inline void store(float *to, __m512 value, int past) {
  if (past) {
    _mm512_stream_ps(to, value);
  } else {
    _mm512_store_ps(to, value);
  }
}

static inline void copy(const float *x, float *z, int past) {
  for (size_t k = 0; k < (size_t)STEPS * NEURONS; k += 16) {
    store(z + k, _mm512_load_ps(x + k), past);
  }
}

static inline void neurons(const float *x, float *z, int past) {
  static float states[2][TILE] __attribute__((aligned(64)));
  __m512 one = _mm512_set1_ps(1), mem = _mm512_set1_ps(.1f), syn = _mm512_set1_ps(.8f);
  for (int first = 0; first < NEURONS; first += TILE) {
    memset(states, 0, sizeof states);
    for (int t = 0; t < STEPS; t++) {
      size_t row = (size_t)t * NEURONS + first;
      for (int k = 0; k < TILE; k += 16) {
        __m512 v = _mm512_load_ps(states[0] + k);
        __m512 i = _mm512_add_ps(_mm512_load_ps(states[1] + k), _mm512_load_ps(x + row + k));
        v = _mm512_add_ps(v, _mm512_mul_ps(mem, _mm512_sub_ps(i, v)));
        __mmask16 spikes = _mm512_cmp_ps_mask(v, one, _CMP_GT_OQ);
        store(z + row + k, _mm512_maskz_mov_ps(spikes, one), past);
        _mm512_store_ps(states[0] + k, _mm512_mask_mov_ps(v, spikes, _mm512_setzero_ps()));
        _mm512_store_ps(states[1] + k, _mm512_mul_ps(i, syn));
      }
    }
  }
}

static void copy_plain(const float *x, float *z) { copy(x, z, 0); }
static void copy_past(const float *x, float *z) { copy(x, z, 1); }
static void neurons_plain(const float *x, float *z) { neurons(x, z, 0); }
static void neurons_past(const float *x, float *z) { neurons(x, z, 1); }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void measure(const char *name, void (*run)(const float *, float *), float *x, float *z) {
  double times[RUNS];
  for (int r = 0; r < RUNS; r++) {
    double begin = now();
    run(x, z);
    double time = now() - begin;
    int place = r;
    for (; place > 0 && times[place - 1] > time; place--) {
      times[place] = times[place - 1];
    }
    times[place] = time;
  }
  printf("%-28s median %.2f ms, minimum %.2f\n", name, times[RUNS / 2], times[0]);
}

int main(void) {
  _MM_SET_FLUSH_ZERO_MODE(_MM_FLUSH_ZERO_ON);
  float *x = block(), *z = block();
  for (size_t k = 0; k < (size_t)STEPS * NEURONS; k++) {
    x[k] = (float)(k * 7919 % 1000) / 1000;
  }
  measure("copy, plain stores", copy_plain, x, z);
  measure("copy, past the caches", copy_past, x, z);
  measure("neurons, plain stores", neurons_plain, x, z);
  measure("neurons, past the caches", neurons_past, x, z);
  return 0;
}
