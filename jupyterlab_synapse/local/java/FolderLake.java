package jupyterlab_synapse.local;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** The same lake for Hadoop's newer FileContext interface, which Structured Streaming uses for its checkpoints. */
public class FolderLake extends DelegateToFileSystem {
  public FolderLake(URI uri, Configuration conf) throws IOException, URISyntaxException {
    super(uri, new FolderLakeFileSystem(), conf, uri.getScheme(), false);
  }

  @Override public int getUriDefaultPort() { return -1; }
}
