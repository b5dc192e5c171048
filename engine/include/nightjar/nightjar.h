// Everything an app needs of Nightjar.
#pragma once

#include "nightjar/embedding_options.h"
#include "nightjar/error.h"
#include "nightjar/infer_queue.h"
#include "nightjar/latencies.h"
#include "nightjar/match.h"
#include "nightjar/model.h"
#include "nightjar/model_options.h"
#include "nightjar/recognizer.h"
#include "nightjar/record.h"
#include "nightjar/result.h"
#include "nightjar/score_store.h"
#include "nightjar/selection.h"
#include "nightjar/transcript_options.h"
