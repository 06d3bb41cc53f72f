package jupyterlab_synapse.local;

import java.io.File;
import org.codehaus.janino.Compiler;

/**
 * Compiles Java sources to class files without a JDK. Arguments: output folder, sources.
 * Janino has no command line for this, but its SimpleCompiler can run a source file: this one.
 */
public class BuildLake {
  public static void main(String[] arguments) throws Exception {
    File[] sources = new File[arguments.length - 1];
    for (int i = 0; i < sources.length; i++) sources[i] = new File(arguments[i + 1]);
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
    File[] classPath = new File[entries.length];
    for (int i = 0; i < entries.length; i++) classPath[i] = new File(entries[i]);
    Compiler compiler = new Compiler();
    compiler.setClassPath(classPath);
    compiler.setDestinationDirectory(new File(arguments[0]), false);
    compiler.setDebugLines(true);
    compiler.compile(sources);
  }
}
