// Plain structs and numbers that the queues' kernels share with Rust: src/layout in C++.
#pragma once
#include "layout/persistent.h"
#include "layout/queue.h"
#include "layout/service.h"
#include "layout/transfer.h"
