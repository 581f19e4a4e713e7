#pragma once
#include <stddef.h>
#include <stdint.h>
#define CHROMA2_QUEUE_SMALLEST_ITEM 4
#define CHROMA2_QUEUE_LARGEST_ITEM 256
#define CHROMA2_QUEUE_CONTROL_BYTES 640
struct chroma2_queue_view { size_t struct_size; void* control; void* turns; void* items; uint64_t capacity; uint32_t capacity_log2; uint32_t item_size; };
typedef struct chroma2_queue_view chroma2_queue_view;
