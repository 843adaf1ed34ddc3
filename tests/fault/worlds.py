"""Several worlds side by side, each in a process of its own: most of a run is waiting.

    for result in side_by_side(build, 4, tasks, Runner): …

Runner(world) is made once in each world, when it is prepared; its run(task) returns a dictionary. Tasks are handed out one by one as
results come, so that who reads the results may end the tasks.
"""
import ctypes
import multiprocessing
import os
import tempfile

from world import World

PR_SET_CHILD_SUBREAPER = 36


def _bury():
    """A reader that ends after its supervisor is ours: thousands of them would slow down every look at /proc."""
    with open('/proc/self/task/%d/children' % os.getpid()) as children:
        for child in children.read().split():
            os.waitpid(int(child), os.WNOHANG)


def _live(build, runner, tasks, results):
    """One world, until there is no task any more."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # whatever followupd leaves behind can be waited for
    try:
        with tempfile.TemporaryDirectory(prefix='followupd-fault-') as folder, World(folder, build) as world:
            world.prepare()
            running = runner(world)
            while (task := tasks.get()) is not None:
                results.put(running.run(task))
                _bury()
        results.put(None)
    except BaseException as error:
        results.put(error)
        raise


def side_by_side(build, worlds, tasks, runner):
    """Results as they come; raises what happened in a world that could not go on."""
    to_do, results = multiprocessing.Queue(), multiprocessing.Queue()
    processes = [multiprocessing.Process(target=_live, args=(build, runner, to_do, results)) for _ in range(worlds)]
    tasks = iter(tasks)
    for process in processes:
        to_do.put(next(tasks, None))
        process.start()
    try:
        left = worlds
        while left:
            result = results.get()
            if isinstance(result, BaseException):
                raise RuntimeError('a world cannot go on: %r' % result)
            if result is None:
                left -= 1
                continue
            yield result
            to_do.put(next(tasks, None))
    finally:
        for process in processes:
            if left:
                process.terminate()
            process.join()
