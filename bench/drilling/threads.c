// Loaded into the running daemon with jcmd JVMTI.agent_load: "stop:NAME" throws an error in the
// thread of that name, as running out of memory there would; "suspend:NAME" lets it hang.
#include <jvmti.h>
#include <string.h>

static jint hit(jvmtiEnv *tool, JNIEnv *env, const char *options) {
  int stop = !strncmp(options, "stop:", 5);
  const char *wanted = strchr(options, ':') + 1;
  jint count;
  jthread *threads;
  if ((*tool)->GetAllThreads(tool, &count, &threads)) return 3;
  for (int i = 0; i < count; i++) {
    jvmtiThreadInfo info;
    if ((*tool)->GetThreadInfo(tool, threads[i], &info) || strcmp(info.name, wanted)) continue;
    if (!stop) return (*tool)->SuspendThread(tool, threads[i]) ? 4 : 0;
    jclass kind = (*env)->FindClass(env, "java/lang/InternalError");
    jmethodID make = (*env)->GetMethodID(env, kind, "<init>", "(Ljava/lang/String;)V");
    jstring text = (*env)->NewStringUTF(env, "thrown by a drill");
    return (*tool)->StopThread(tool, threads[i], (*env)->NewObject(env, kind, make, text)) ? 5 : 0;
  }
  return 6;
}

JNIEXPORT jint JNICALL Agent_OnAttach(JavaVM *vm, char *options, void *reserved) {
  jvmtiEnv *tool;
  JNIEnv *env;
  (void)reserved;
  if ((*vm)->GetEnv(vm, (void **)&tool, JVMTI_VERSION) ||
      (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10))
    return 1;
  jvmtiCapabilities can = {.can_signal_thread = 1, .can_suspend = 1};
  jint result = (*tool)->AddCapabilities(tool, &can) ? 2 : hit(tool, env, options);
  // Only one environment at a time may signal threads.
  (*tool)->DisposeEnvironment(tool);
  return result;
}
