#!/bin/sh
# One event by a Slurm array, a task a part. For the job of job.json, which has 64 parts:
#
#     sbatch --array=0-63 slurm.sh job.json
#     chroma2 job job.json --merge all.parquet                                  # when all have ended
#
# What failed for good, or was cancelled, once more:
#
#     sbatch --array="$(chroma2 job job.json --missing)" slurm.sh job.json
#
#SBATCH --job-name=chroma2
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
# With GPUs, one for each task:
##SBATCH --gres=gpu:1
chroma2 job "$1" --part "$SLURM_ARRAY_TASK_ID" && exit 0
status=$?
# A node that is lost gives the task back to the queue by itself; a process that was killed does so here, twice.
if [ "${SLURM_RESTART_COUNT:-0}" -lt 2 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit $status
