package jupyterlab_synapse.local;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Serves scheme://container@account.host/path from the folder ROOT/account/container/path, so that the abfss:// and
 * wasbs:// paths of a Synapse notebook work unchanged without Azure. ROOT is the Hadoop setting "localpool.lake.root".
 * RawLocalFileSystem is used, not LocalFileSystem: the lake is a plain folder and must not fill with .crc files.
 * Nothing outside ROOT can be reached: ".." and symbolic links that lead out are refused.
 * Compiled on the user's machine with the Janino compiler inside pyspark: plain Java 7 syntax only, no lambdas.
 */
public class FolderLakeFileSystem extends FileSystem {
  public static final String ROOT_SETTING = "localpool.lake.root";
  private final RawLocalFileSystem disk = new RawLocalFileSystem();
  private URI self;
  private Path base;
  private String root;
  private Path workingDirectory;

  @Override public void initialize(URI name, Configuration conf) throws IOException {
    setConf(conf); // FileContext makes us with "new", and only FileSystem.get sets it
    super.initialize(name, conf);
    String authority = name.getAuthority() == null ? "" : name.getAuthority();
    int at = authority.indexOf('@');
    if (at < 1) {
      throw new IOException("A lake path is " + name.getScheme() + "://container@account.host/path, but got " + name
          + ": the container before @ is missing.");
    }
    String setting = conf.get(ROOT_SETTING);
    if (setting == null) throw new IOException(ROOT_SETTING + " is not set: the local pool did not start this Spark.");
    String container = authority.substring(0, at);
    String account = authority.substring(at + 1).split("[.:]")[0];
    if (!container.matches("[A-Za-z0-9$_-]+") || !account.matches("[A-Za-z0-9_-]+")) {
      throw new IOException("Container or account has a character that Azure does not allow: " + name);
    }
    root = new File(setting).getCanonicalPath();
    self = URI.create(name.getScheme() + "://" + authority);
    base = new Path(new Path("file", null, root), account + "/" + container);
    disk.initialize(URI.create("file:///"), conf);
    workingDirectory = new Path(self.toString() + "/");
  }

  /** Lake path to disk path. */
  private Path onDisk(Path path) throws IOException {
    checkPath(path);
    String relative = (path.isUriPathAbsolute() ? path : new Path(workingDirectory, path)).toUri().getPath();
    String[] names = relative.split("/");
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals("..")) throw new IOException("Refused: .. leads out of the container: " + path);
    }
    Path result = relative.equals("/") || relative.isEmpty() ? base : new Path(base, relative.substring(1));
    String real = new File(result.toUri().getPath()).getCanonicalPath();
    if (!real.equals(root) && !real.startsWith(root + File.separator)) {
      throw new IOException("Refused: a symbolic link leads out of the local lake: " + path);
    }
    return result;
  }

  /** Disk status to lake status. */
  private FileStatus inLake(FileStatus status) {
    String relative = status.getPath().toUri().getPath().substring(base.toUri().getPath().length());
    Path path = new Path(self.getScheme(), self.getAuthority(), relative.isEmpty() ? "/" : relative);
    return new FileStatus(status.getLen(), status.isDirectory(), 1, status.getBlockSize(),
        status.getModificationTime(), path);
  }

  @Override public String getScheme() { return self == null ? "abfss" : self.getScheme(); }
  @Override public URI getUri() { return self; }
  @Override public int getDefaultPort() { return -1; }
  @Override protected URI canonicalizeUri(URI uri) { return uri; }

  @Override public FSDataInputStream open(Path path, int buffer) throws IOException {
    return disk.open(onDisk(path), buffer);
  }

  @Override public FSDataOutputStream create(Path path, FsPermission permission, boolean overwrite, int buffer,
      short replication, long block, Progressable progress) throws IOException {
    return disk.create(onDisk(path), overwrite, buffer, replication, block, progress);
  }

  @Override public FSDataOutputStream createNonRecursive(Path path, FsPermission permission,
      EnumSet<CreateFlag> flags, int buffer, short replication, long block, Progressable progress) throws IOException {
    return disk.createNonRecursive(onDisk(path), permission, flags, buffer, replication, block, progress);
  }

  @Override public FSDataOutputStream append(Path path, int buffer, Progressable progress) throws IOException {
    return disk.append(onDisk(path), buffer, progress);
  }

  @Override public boolean rename(Path from, Path to) throws IOException {
    return disk.rename(onDisk(from), onDisk(to));
  }

  @Override public boolean delete(Path path, boolean recursive) throws IOException {
    return disk.delete(onDisk(path), recursive);
  }

  @Override public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] found = disk.listStatus(onDisk(path));
    for (int i = 0; i < found.length; i++) found[i] = inLake(found[i]);
    return found;
  }

  @Override public FileStatus getFileStatus(Path path) throws IOException {
    try {
      return inLake(disk.getFileStatus(onDisk(path)));
    } catch (FileNotFoundException missing) {
      throw new FileNotFoundException("The specified path does not exist: " + path);
    }
  }

  @Override public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return disk.mkdirs(onDisk(path));
  }

  @Override public void setWorkingDirectory(Path path) {
    workingDirectory = path.isAbsolute() ? path : new Path(workingDirectory, path);
  }

  @Override public Path getWorkingDirectory() { return workingDirectory; }

  @Override public void close() throws IOException {
    super.close();
    disk.close();
  }
}
