/* One network of 784-30-10 sigmoid units, softmax and log-likelihood, over the lit pixels of each image: what a C
   compiler makes of it with the processor's own instructions and every liberty with the arithmetic. With `whole` 0,
   the first layer alone: each lit pixel's weights are read once and changed once, and nothing else is computed. */

#include <math.h>
#include <stdint.h>

enum { WIDTH = 32, CLASSES = 10, GROUP = 4 }; /* 30 hidden units, padded; lists of pixels are filled up to GROUP */

static void forward(const int32_t *columns, const uint8_t *values, int lit, const float (*first)[WIDTH], float *z)
{
    float sums[GROUP][WIDTH] = {0}; /* apart, so that a sum need not wait for the one before it */
    for (int q = 0; q < lit; q += GROUP)
        for (int k = 0; k < GROUP; k++) {
            const float *w = first[columns[q + k]], x = values[q + k] / 255.0f;
            for (int h = 0; h < WIDTH; h++)
                sums[k][h] += x * w[h];
        }
    for (int h = 0; h < WIDTH; h++)
        z[h] = (sums[0][h] + sums[1][h]) + (sums[2][h] + sums[3][h]);
}

static void output(float *restrict a, const float *b1, const float (*second)[WIDTH], const float *b2, int label,
                   float *restrict d, float *restrict delta)
{
    float z[CLASSES], top = -INFINITY, total = 0, back[WIDTH] = {0};
    for (int h = 0; h < WIDTH; h++)
        a[h] = 1 / (1 + expf(-(a[h] + b1[h])));
    for (int j = 0; j < CLASSES; j++) {
        float sum = b2[j];
        for (int h = 0; h < WIDTH; h++)
            sum += second[j][h] * a[h];
        z[j] = sum;
        top = fmaxf(top, sum);
    }
    for (int j = 0; j < CLASSES; j++)
        total += z[j] = expf(z[j] - top);
    for (int j = 0; j < CLASSES; j++) {
        delta[j] = z[j] / total - (j == label);
        for (int h = 0; h < WIDTH; h++)
            back[h] += delta[j] * second[j][h];
    }
    for (int h = 0; h < WIDTH; h++)
        d[h] = back[h] * a[h] * (1 - a[h]);
}

/* `rows` (count), `starts` (images + 1), room for a mini-batch: a, d (batch, WIDTH), delta (batch, CLASSES). */
void learn(const int32_t *starts, const int32_t *columns, const uint8_t *values, const uint8_t *labels,
           const int64_t *rows, int count, int batch, float rate, int whole, float (*restrict first)[WIDTH],
           float *restrict b1, float (*restrict second)[WIDTH], float *restrict b2, float (*restrict a)[WIDTH],
           float (*restrict d)[WIDTH], float (*restrict delta)[CLASSES])
{
    for (int begin = 0; begin < count; begin += batch) {
        int images = count - begin < batch ? count - begin : batch;
        float part = whole ? rate / images : 1e-9f; /* without a gradient, a change too small to matter */
        for (int i = 0; i < images; i++) {
            int64_t row = rows[begin + i];
            forward(columns + starts[row], values + starts[row], starts[row + 1] - starts[row], first, a[i]);
            if (whole)
                output(a[i], b1, second, b2, labels[row], d[i], delta[i]);
        }
        for (int i = 0; i < images; i++) {
            int64_t row = rows[begin + i];
            float g[WIDTH];
            for (int h = 0; h < WIDTH; h++)
                g[h] = part / 255.0f * (whole ? d[i][h] : a[i][h]);
            for (int q = starts[row]; q < starts[row + 1]; q++)
                for (int h = 0; h < WIDTH; h++)
                    first[columns[q]][h] -= values[q] * g[h];
            if (!whole)
                continue;
            for (int h = 0; h < WIDTH; h++)
                b1[h] -= part * d[i][h];
            for (int j = 0; j < CLASSES; j++) {
                b2[j] -= part * delta[i][j];
                for (int h = 0; h < WIDTH; h++)
                    second[j][h] -= part * delta[i][j] * a[i][h];
            }
        }
    }
}
